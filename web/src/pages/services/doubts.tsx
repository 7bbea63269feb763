import { CircleCheck } from 'lucide'
import { number } from '../../texts'
import { CiLink, Icon } from '../../ui'
import type { Service } from './shapes'
import { t } from './words'

const FEW = 6

/** What is not known well: an answer is as good as what is known. */
export function Doubts({ of: { quality } }: { of: Service }) {
  return (
    <section class="sheet stack tight" aria-labelledby="services-doubts">
      <h2 id="services-doubts">{t('doubts')}</h2>
      {quality.length === 0 ? <p class="row soft"><Icon of={CircleCheck} /> {t('no_doubts')}</p> : null}
      <ul class="services-list">
        {quality.map((one) => (
          <li key={one.kind}>
            <details class="services-doubt">
              <summary>{t(`doubt_${one.kind}`, { n: one.count, count: number(one.count) })}</summary>
              <ul class="services-list">
                {one.cis.slice(0, FEW).map((ci) => <li key={ci.id}><CiLink ci={ci} withClass /></li>)}
                {one.count > FEW ? <li class="soft small">{t('and_more', { n: number(one.count - Math.min(FEW, one.cis.length)) })}</li> : null}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}
