import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { When } from '../../ui'
import { t } from './words'

const FEW = 8

/** What was written last, by whom. */
export function Changes() {
  const asked = useAnswer((signal) => get('/api/v1/revisions', { params: { query: { limit: FEW } }, signal }), [])
  return (
    <section class="sheet stack tight" aria-labelledby="home-changes">
      <header class="home-block-head">
        <h2 id="home-changes">{t('changes')}</h2>
        <a href="/changes">{t('all_changes')}</a>
      </header>
      <ul class="home-list">
        {asked.value?.items.map((one) => (
          <li key={one.number}>
            <a class="home-change" href={`/changes?revision=${one.number}`}>
              <span class="clip"><bdi>{one.source ?? one.actor}</bdi></span>
              <span class="soft small"><When at={one.at} /></span>
              <span class="soft small clip home-change-reason" dir="auto">{said(one)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function said(one: { undoes?: number; reason?: string; events: number }): string {
  const events = t('events', { n: one.events })
  if (one.undoes) return t('undoes', { number: one.undoes, events })
  return one.reason ? t('because', { events, reason: one.reason }) : events
}
