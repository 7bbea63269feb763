import { recent } from '../../recent'
import { CiLink } from '../../ui'
import { t } from './words'

const MOST = 6

/** The CIs that somebody looked at last, in this browser. */
export function Recent() {
  if (recent.value.length === 0) return null
  return (
    <section class="sheet stack tight" aria-labelledby="home-recent">
      <h2 id="home-recent">{t('recent')}</h2>
      <ul class="home-list">
        {recent.value.slice(0, MOST).map((ci) => (
          <li key={ci.id}><CiLink ci={ci} withClass /></li>
        ))}
      </ul>
    </section>
  )
}
