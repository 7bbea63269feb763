import { CircleCheck } from 'lucide'
import { attributeName } from '../../model/words'
import { same } from '../../model/values'
import { Button, Icon } from '../../ui'
import { Attributes } from './attributes'
import { Groups } from './relations'
import { Redundancy } from './redundancy'
import type { Seen } from './seen'
import { t } from './words'
import { flat } from './writing'

/** All at first sight: what it is on the left, what it stands on and what stands on it on the right. */
export function Overview({ show, ...seen }: Seen & { show: (tab: string) => void }) {
  const { details, of, edit } = seen
  const facts = flat(details.ci)
  const unknown = of?.attributes.filter((one) => (one.recommended || one.required) && same(facts[one.name], null)) ?? []
  const { score, findings } = details.quality
  return (
    <div class="cis-overview">
      <section aria-labelledby="cis-what" class="stack tight">
        <div class="row apart">
          <h2 id="cis-what">{t('what')}</h2>
          {score === null ? null : (
            <Button small kind="quiet" onClick={() => show('quality')}>
              {findings.length ? t('quality_short', { score, n: findings.length }) : <><Icon of={CircleCheck} /> {t('quality_whole')}</>}
            </Button>
          )}
        </div>
        <Attributes {...seen} />
        {unknown.length ? (
          <p class="cis-unknown small">
            <span class="soft">{t('unknown')}</span>{' '}
            {unknown.map((one) =>
              edit ? (
                <Button key={one.name} small kind="quiet" onClick={() => edit(one.name)}>+ {attributeName(one.name)}</Button>
              ) : (
                <span key={one.name}>{attributeName(one.name)}</span>
              ),
            )}
          </p>
        ) : null}
      </section>
      <div class="stack">
        <Redundancy {...seen} />
        <Groups {...seen} />
      </div>
    </div>
  )
}
