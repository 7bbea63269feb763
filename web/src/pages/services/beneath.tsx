import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { CiLink } from '../../ui'
import { Until } from './ending'
import { t } from './words'

/** Certificates, support and warranties that end within a year beneath the service. */
export function Beneath({ id }: { id: string }) {
  const asked = useAnswer(
    (signal) => get('/api/v1/expiring', { params: { query: { within: 'P365D', under: id, limit: 6 } }, signal }),
    [id],
  )
  if (!asked.value) return null
  return (
    <section class="sheet stack tight" aria-labelledby="services-beneath">
      <h2 id="services-beneath">{t('beneath')}</h2>
      {asked.value.items.length ? (
        <ul class="services-list">
          {asked.value.items.map((one) => (
            <li key={one.ci.id + one.kind}>
              <CiLink ci={one.ci} />
              <div class="row tight"><Until of={one} /> <span class="soft small">{t(`ends_${one.kind}`)}</span></div>
            </li>
          ))}
        </ul>
      ) : (
        <p class="soft small">{t('nothing_beneath')}</p>
      )}
    </section>
  )
}
