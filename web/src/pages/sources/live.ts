/** What is done with a live source from a list of them. */
import { post } from '../../api/client'
import { done, failed } from '../../ui'
import type { Report } from '../runs/shapes'
import { send } from './sending'
import { t } from './words'

/** Ask a source for little, and say what came of it. */
export async function checked(name: string): Promise<void> {
  try {
    await post('/api/v1/sources/{name}/check', { params: { path: { name } } })
    done(t('check_ok', { name }))
  } catch (reason) {
    failed(reason)
  }
}

/** Run a source now, or only plan it; the run's id. */
export async function runNow(name: string, dry: boolean): Promise<string | null> {
  done(t(dry ? 'planning_live' : 'running_live', { name }))
  try {
    const body = JSON.stringify({ dry_run: dry })
    const sent = send<{ reports: Report[] }>(`/api/v1/sources/${encodeURIComponent(name)}/run`, body, () => undefined)
    const [report] = (await sent.answer).reports
    return report?.run ?? report?.plan ?? null
  } catch (reason) {
    failed(reason)
    return null
  }
}
