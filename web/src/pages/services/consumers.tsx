import { number } from '../../texts'
import { CiLink } from '../../ui'
import { servicePath, type Service } from './shapes'
import { t } from './words'

const FEW = 8

/** Who would notice: consumers with their people, processes, services above. */
export function Consumers({ of: { used_by: uses } }: { of: Service }) {
  const { consumers, processes, services } = uses
  return (
    <section class="sheet stack tight" aria-labelledby="services-consumers">
      <h2 id="services-consumers">{t('consumers')}</h2>
      {consumers.length + processes.length + services.length === 0 ? <p class="soft small">{t('no_consumers')}</p> : null}
      {consumers.length ? (
        <ul class="services-list">
          {consumers.slice(0, FEW).map((one) => (
            <li key={one.ci.id + one.via.id} class="services-pair">
              <CiLink ci={one.ci} />
              <span class="soft small number">{one.users === null ? null : t('people', { n: number(one.users) })}</span>
            </li>
          ))}
          {consumers.length > FEW ? <li class="soft small">{t('and_more', { n: number(consumers.length - FEW) })}</li> : null}
        </ul>
      ) : null}
      {services.length ? (
        <>
          <h3>{t('services_above')}</h3>
          <ul class="services-list">{services.slice(0, FEW).map((one) => <li key={one.ci.id}><CiLink ci={one.ci} href={servicePath(one.ci.id)} withClass /></li>)}</ul>
        </>
      ) : null}
      {processes.length ? (
        <>
          <h3>{t('processes')}</h3>
          <ul class="services-list">{processes.slice(0, FEW).map((one) => <li key={one.ci.id}><CiLink ci={one.ci} /></li>)}</ul>
        </>
      ) : null}
    </section>
  )
}
