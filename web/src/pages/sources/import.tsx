import { useEffect } from 'preact/hooks'
import { PageHead } from '../../ui'
import { Area } from './area'
import { Choosing } from './choosing'
import { Planned } from './planned'
import { afresh, reports, stage } from './upload'
import { Waiting } from './waiting'
import { t } from './words'
import './sources.css'

const STEPS = ['choose', 'plan', 'done'] as const
const AT = { choose: 0, planning: 0, plan: 1, importing: 1, done: 2 } as const

/** An import in three steps: choose, look at what it would do, do it. One may leave and come back. */
export default function Import() {
  const now = stage.value
  useEffect(() => () => {
    if (stage.value === 'done') afresh()
  }, [])
  return (
    <>
      <PageHead title={t('import_title')} under={t('import_about')} />
      <Area here="sources" />
      <ol class="import-steps" aria-label={t('steps')}>
        {STEPS.map((one, at) => (
          <li key={one} aria-current={AT[now] === at ? 'step' : undefined} class={at < AT[now] ? 'passed' : undefined}>
            <span class="import-step-number" aria-hidden="true">{at < AT[now] ? '✓' : at + 1}</span> {t(`step_${one}`)}
          </li>
        ))}
      </ol>
      {now === 'choose' ? <Choosing /> : null}
      {now === 'planning' || now === 'importing' ? <Waiting importing={now === 'importing'} /> : null}
      {(now === 'plan' || now === 'done') && reports.value.length > 0 ? <Planned carriedOut={now === 'done'} /> : null}
    </>
  )
}
