import { className, valueName } from '../../model/words'
import { number } from '../../texts'
import { Badge, shortened, StateMark } from '../../ui'
import type { Standing } from './shapes'
import { t } from './words'

const STATES = ['down', 'degraded', 'at_risk', 'ok'] as const

/** How services are now, the worst and most critical first. */
export function Services({ standing, team }: { standing: Standing; team: string | null }) {
  return (
    <section class="home-block" aria-labelledby="home-services">
      <header class="home-block-head">
        <h2 id="home-services">{team ? t('my_services') : t('services')}</h2>
        <span class="row">
          {STATES.map((state) => (standing.states[state] ? (
            <span key={state} class="row tight"><StateMark of={state} bare /><span class="number">{number(standing.states[state] ?? 0)}</span></span>
          ) : null))}
          <a href="/services">{t('all_services')}</a>
        </span>
      </header>
      {standing.items.length ? (
        <ul class="sheet home-services">
          {standing.items.map((one) => <Service key={one.ci.id} of={one} />)}
        </ul>
      ) : (
        <p class="sheet soft">{team ? t('no_services_of_team') : t('no_services')}</p>
      )}
    </section>
  )
}

/** What works well is only marked; what does not says so. */
function Service({ of: { ci, state } }: { of: Standing['items'][number] }) {
  return (
    <li>
      <StateMark of={state ?? 'unknown'} bare={state === 'ok'} />
      <a class="clip" dir="auto" href={`/services/${encodeURIComponent(ci.id)}`} title={ci.name.slice(0, 300)}>{shortened(ci.name)}</a>
      <span class="soft small home-service-class">{className(ci.class)}</span>
      <span class="home-service-mark"><Criticality of={ci.criticality} /></span>
      <span class="soft clip home-service-team" dir="auto">{ci.support_team ?? ci.owner ?? '—'}</span>
    </li>
  )
}

/** Only what is out of the ordinary is marked. */
export function Criticality({ of }: { of: string | null }) {
  if (!of) return <span class="soft">—</span>
  const text = valueName('criticality', of)
  return of === 'critical' ? <Badge tone="accent">{text}</Badge> : <>{text}</>
}
