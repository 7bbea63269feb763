import { useState } from 'preact/hooks'
import { Pin } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { attributeName } from '../../model/words'
import { AttributeValue, Badge, Button, failed, Icon, When } from '../../ui'
import { grouped } from './grouping'
import type { Seen } from './seen'
import type { Said, Value } from './types'
import { t } from './words'
import { release, told } from './writing'

/** The values of a CI under headings, each with where it comes from and how old that is. */
export function Attributes({ details, of, again, edit }: Pick<Seen, 'details' | 'of' | 'again' | 'edit'>) {
  const [open, setOpen] = useState<string>()
  const known = Object.fromEntries((of?.attributes ?? []).map((one) => [one.name, one]))
  const shown = details.values.filter((one) => one.name !== 'name')
  return (
    <div class="cis-attributes sheet">
      {grouped(of, shown).map(([key, values]) => (
        <section key={key} aria-labelledby={`cis-${key}`}>
          <h3 id={`cis-${key}`} class="cis-heading">{t(`heading_${key}`)}</h3>
          <dl>
            {values.map((one) => (
              <div key={one.name} class="cis-attribute">
                <dt>{attributeName(one.name)}</dt>
                <dd class="cis-attribute-value">
                  <AttributeValue name={one.name} value={one.value} attribute={known[one.name]} />
                </dd>
                <dd class="cis-attribute-origin small">
                  <Origin value={one} open={open === one.name} onOpen={() => setOpen(open === one.name ? undefined : one.name)} />
                </dd>
                {open === one.name ? (
                  <dd class="cis-attribute-others">
                    <Others ci={details.ci.id} value={one} again={again} mayEdit={edit !== undefined} attribute={known[one.name]} />
                  </dd>
                ) : null}
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

function Origin({ value, open, onOpen }: { value: Value; open: boolean; onOpen: () => void }) {
  const { source, written, pinned, others, differing } = value
  const at = source ? value.seen_at : (written?.at ?? null)
  const from = source ?? written?.source ?? written?.actor
  return (
    <>
      {pinned ? <span class="cis-pinned" title={t('pinned_title')}><Icon of={Pin} size={12} /> {t('pinned')}</span> : null}
      {from ? <span class="soft cis-from" title={from}><bdi>{from.slice(0, 60)}</bdi>, <When at={at} /></span> : <span class="soft">{t('origin_unknown')}</span>}
      {value.expired ? <Badge tone="degraded" title={t('expired_title')}>{t('expired')}</Badge> : null}
      {others || pinned ? (
        <Button small kind="quiet" class="cis-others" aria-expanded={open} onClick={onOpen}>
          {differing ? t('differing', { n: differing }) : t('others', { n: others })}
        </Button>
      ) : null}
    </>
  )
}

interface OthersProps {
  ci: string
  value: Value
  again: () => void
  mayEdit: boolean
  attribute: Parameters<typeof AttributeValue>[0]['attribute']
}

/** What each source says of one attribute; what a person holds against them can be given back. */
function Others({ ci, value, again, mayEdit, attribute }: OthersProps) {
  const said = useAnswer(
    (signal) => get('/api/v1/reconciliation/{ref}', { params: { path: { ref: ci } }, signal }) as unknown as Promise<{ attributes: Said[] }>,
    [ci],
    { live: false },
  )
  const found = said.value?.attributes.find((one) => one.name === value.name)?.said ?? []
  const give = () =>
    release(ci, [value.name], t('release_reason')).then(({ revision }) => told(t('released', { name: attributeName(value.name) }), revision, again), failed)
  return (
    <>
      <ul class="cis-said">
        {found.map((one) => (
          <li key={one.source} class={one.holds ? 'holds' : undefined}>
            <span class="soft small"><bdi>{one.source}</bdi>, <When at={one.seen_at} /></span>
            <AttributeValue name={value.name} value={one.value} attribute={attribute} />
            {one.holds ? <Badge tone="ok">{t('holds')}</Badge> : null}
            {one.expired ? <Badge tone="degraded">{t('expired')}</Badge> : null}
          </li>
        ))}
        {said.value && found.length === 0 ? <li class="soft">{t('no_other')}</li> : null}
      </ul>
      {value.pinned && mayEdit ? (
        <p class="row small">
          <span class="soft">{t('pinned_title')}</span>
          <Button small onClick={() => void give()}>{t('release')}</Button>
        </p>
      ) : null}
    </>
  )
}
