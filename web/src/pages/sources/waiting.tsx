import { Button, Progress } from '../../ui'
import { number } from '../../texts'
import { size } from './files'
import { step, stop } from './upload'
import { t } from './words'

/** What is being done with the upload, and how far it is. */
export function Waiting({ importing }: { importing: boolean }) {
  const now = step.value
  const key = `stage_${(now?.stage ?? 'sending').replaceAll(' ', '_')}`
  const label = t.has(key) ? t(key) : (now?.stage ?? '')
  return (
    <section class="sheet stack import-waiting" aria-live="polite">
      <h2>{t(importing ? 'importing' : 'planning')}</h2>
      <Progress label={now ? `${label} ${count(now)}` : label} {...(now?.total ? { done: now.done, total: now.total } : {})} />
      <div class="row apart">
        <p class="soft">{t(importing ? 'importing_about' : 'planning_about')}</p>
        <Button onClick={stop}>{t(importing ? 'stop_watching' : 'cancel')}</Button>
      </div>
    </section>
  )
}

function count(now: { stage: string; done: number; total: number }): string {
  if (!now.done) return ''
  if (now.stage === 'sending') return t('of', { done: size(now.done), total: size(now.total) })
  return now.total ? t('of', { done: number(now.done), total: number(now.total) }) : number(now.done)
}
