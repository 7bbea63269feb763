import { Check, Undo2, Upload } from 'lucide'
import { post } from '../../api/client'
import { useQuery } from '../../query'
import { may } from '../../who'
import { Badge, Button, done as told, failed, LinkButton } from '../../ui'
import { Lines } from '../runs/lines'
import { Numbers, wouldChange } from '../runs/numbers'
import type { Report } from '../runs/shapes'
import { runPath } from '../runs/status'
import { Refused } from './refused'
import { afresh, back, carryOut, leavingOut, problem, reports } from './upload'
import { t } from './words'

/** What an upload would do, source by source, to be confirmed; afterwards what it did. */
export function Planned({ carriedOut }: { carriedOut: boolean }) {
  const [query, change] = useQuery()
  // What changes is looked at before what does not.
  const every = reports.value.toSorted((a, b) => Number(wouldChange(b)) - Number(wouldChange(a)))
  const at = Math.min(Number(query['of'] ?? 0) || 0, every.length - 1)
  const one = every[at]
  if (!one) return null
  const nothing = every.every((report) => !wouldChange(report))
  const vetoed = every.reduce((sum, report) => sum + report.vetoed.length, 0)
  const id = carriedOut ? one.run : one.plan
  return (
    <div class="stack">
      {problem.value ? <Refused of={problem.value} /> : null}
      <section class={`sheet import-verdict${carriedOut ? ' is-done' : ''}`} aria-live="polite">
        <div class="stack tight">
          <h2>{t(carriedOut ? 'carried_out' : nothing ? 'plan_nothing' : 'plan_ready', { n: every.length })}</h2>
          <p class="soft">{t(carriedOut ? 'carried_out_about' : nothing ? 'plan_nothing_about' : 'plan_about')}</p>
          {vetoed ? <p class="import-warning">{t(carriedOut ? 'vetoed_done' : 'vetoed_plan', { n: vetoed })}</p> : null}
          {leavingOut.value && !carriedOut ? <p class="import-warning">{t('leaving_out')}</p> : null}
        </div>
        <div class="row">
          {carriedOut ? (
            <>
              {may('operate') ? <Button icon={Undo2} onClick={() => void undone(every)}>{t('undo_all')}</Button> : null}
              <Button kind="first" icon={Upload} onClick={afresh}>{t('another')}</Button>
            </>
          ) : (
            <>
              <Button onClick={back}>{t('change_choice')}</Button>
              <Button kind="first" icon={Check} onClick={() => void carryOut()}>{t('confirm')}</Button>
            </>
          )}
        </div>
      </section>
      <div class="import-reports" role="group" aria-label={t('by_source')}>
        {every.map((report, place) => (
          <button key={report.source} type="button" class="import-report" aria-pressed={place === at} onClick={() => change({ of: place || null, group: null })}>
            <span class="row apart">
              <bdi class="import-source" title={report.source}>{report.source.slice(0, 80)}</bdi>
              <Badge>{report.kind.replaceAll('_', ' ')}</Badge>
            </span>
            <Numbers of={report} />
          </button>
        ))}
      </div>
      {id ? (
        <section class="stack tight" aria-label={t('lines_of', { name: one.source })}>
          {carriedOut ? <div><LinkButton small href={runPath(id)}>{t('open_run')}</LinkButton></div> : null}
          <Lines key={id} run={id} group={query['group']} onGroup={(group) => change({ group })} planned={!carriedOut} nothing={t('no_lines')} />
        </section>
      ) : null}
    </div>
  )
}

async function undone(every: readonly Report[]): Promise<void> {
  try {
    for (const one of every.toReversed()) if (one.run) await post('/api/v1/runs/{run}/undo', { params: { path: { run: one.run } } })
    told(t('undone', { n: every.length }))
    afresh()
  } catch (reason) {
    failed(reason)
  }
}
