import { EyeOff } from 'lucide'
import { useAnswer } from '../../api/answer'
import { del, get, post, put } from '../../api/client'
import { Badge, Button, CiLink, done, failed, IconButton, Skeleton, When } from '../../ui'
import type { Watch } from './shapes'
import { t } from './words'

/** The CIs that somebody watches, those first of which something was written since they looked. */
export function Watched() {
  const asked = useAnswer((signal) => get('/api/v1/watches', { signal }), [])
  const found = asked.value?.items
  const news = found?.filter((one) => one.events > 0) ?? []
  const looked = async () => {
    try {
      await post('/api/v1/watches/look', { body: {} })
      asked.again()
    } catch (reason) {
      failed(reason)
    }
  }
  const end = async (one: Watch) => {
    try {
      await del('/api/v1/watches/{ref}', { params: { path: { ref: one.id } } })
      asked.again()
      done(t('unwatched', { name: one.ci?.name ?? one.id }), async () => {
        await put('/api/v1/watches/{ref}', { params: { path: { ref: one.id } } })
        asked.again()
      })
    } catch (reason) {
      failed(reason)
    }
  }
  return (
    <section class="sheet stack tight" aria-labelledby="home-watched">
      <header class="home-block-head">
        <h2 id="home-watched">{t('watched')}</h2>
        {news.length ? <Button small kind="quiet" onClick={() => void looked()}>{t('looked')}</Button> : null}
      </header>
      {found ? (
        found.length ? (
          <ul class="home-list">
            {found.map((one) => (
              <li key={one.id} class="home-watch">
                <div class="home-watch-text">
                  {one.ci ? <CiLink ci={one.ci} withClass href={one.events ? `/cis/${encodeURIComponent(one.id)}?tab=history` : undefined} /> : <span class="soft">{t('gone', { id: one.id })}</span>}
                  {one.newest ? (
                    <span class="soft small">
                      <Badge tone="accent">{t('changed_since', { n: one.events })}</Badge> <bdi>{one.newest.source ?? one.newest.actor}</bdi>, <When at={one.newest.at} />
                    </span>
                  ) : null}
                </div>
                <IconButton small label={t('unwatch', { name: one.ci?.name ?? one.id })} icon={EyeOff} onClick={() => void end(one)} />
              </li>
            ))}
          </ul>
        ) : (
          <p class="soft small">{t('watch_nothing')}</p>
        )
      ) : asked.problem ? null : (
        <Skeleton lines={3} />
      )}
    </section>
  )
}
