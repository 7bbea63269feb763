import { addressed } from '../../query'
import { number } from '../../texts'
import { CiLink } from '../../ui'
import type { Service } from './shapes'
import { t } from './words'

const FEW = 8

/** Who answers for the service, and who is called for what it stands on. */
export function Teams({ of: { teams } }: { of: Service }) {
  const { owner, support_team, owned_by, supported_by, called, nobody } = teams
  return (
    <section class="sheet stack tight" aria-labelledby="services-teams">
      <h2 id="services-teams">{t('teams')}</h2>
      <dl class="services-facts">
        <dt>{t('owner')}</dt>
        <dd>{owned_by.length ? owned_by.map((one) => <CiLink key={one.id} ci={one} />) : <bdi>{owner ?? '—'}</bdi>}</dd>
        <dt>{t('support_team')}</dt>
        <dd>{supported_by.length ? supported_by.map((one) => <CiLink key={one.id} ci={one} />) : <bdi>{support_team ?? '—'}</bdi>}</dd>
      </dl>
      {called.length ? (
        <>
          <h3>{t('called')}</h3>
          <ul class="services-list">
            {called.slice(0, FEW).map((one) => (
              <li key={one.team} class="services-pair">
                <a class="clip" dir="auto" href={addressed('/find', { support_team: one.team })}>{one.team}</a>
                <span class="soft small number">{t('cis', { n: one.cis, count: number(one.cis) })}</span>
              </li>
            ))}
            {called.length > FEW ? <li class="soft small">{t('and_more', { n: number(called.length - FEW) })}</li> : null}
          </ul>
        </>
      ) : null}
      {nobody ? <p class="soft small">{t('nobodys', { n: nobody })}</p> : null}
    </section>
  )
}
