import { useEffect, useState } from 'preact/hooks'
import { Undo2 } from 'lucide'
import { get, post } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { useQuery } from '../../query'
import { moment, number } from '../../texts'
import type { PageProps } from '../../route'
import { may } from '../../who'
import { Button, done, FormDialog, PageHead, ProblemView, Progress, Skeleton, When } from '../../ui'
import { Area } from '../sources/area'
import { Lines } from './lines'
import { Numbers } from './numbers'
import type { Run } from './shapes'
import { RunStatus } from './status'
import { Veto } from './veto'
import { t } from './words'
import './runs.css'

const LOOK_MS = 1500

/** One import: how far it is while it runs; what it did, line by line; what a person has to decide. */
export default function OneRun({ params }: PageProps) {
  const id = params?.['id'] ?? ''
  const [query, change] = useQuery()
  const asked = useAnswer((signal) => get('/api/v1/runs/{run}', { params: { path: { run: id } }, signal }), [id])
  const run = asked.value
  const running = run?.status === 'running'
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(asked.again, LOOK_MS)
    return () => clearInterval(timer)
  }, [running, asked.again])
  if (asked.problem && !run) return <><Area here="runs" /><ProblemView of={asked.problem} again={asked.again} /></>
  if (!run) return <Skeleton lines={8} />
  return (
    <>
      <PageHead
        over={<span>{t(run.status === 'planned' ? 'a_plan' : 'a_run')} · {run.kind.replaceAll('_', ' ')}</span>}
        title={run.source}
        under={<span class="row tight"><RunStatus of={run.status} /> <When at={run.started_at} /> · <bdi>{run.actor}</bdi></span>}
        actions={<Undo run={run} again={asked.again} />}
      />
      <Area here="runs" />
      <div class="stack">
        {running ? <Progress label={t('written', { done: number(run.written), total: number(run.total) })} done={run.written} total={run.total} /> : null}
        {run.status === 'vetoed' ? <Veto run={run} again={asked.again} /> : null}
        {run.decided_by ? (
          <p class="sheet" dir="auto">
            {t(run.status === 'discarded' ? 'was_discarded' : 'was_confirmed', { who: run.decided_by, at: run.decided_at ? moment(run.decided_at) : '' })}
            {run.decision ? <> <q>{run.decision}</q></> : null}
          </p>
        ) : null}
        {run.status === 'incomplete' ? <p class="sheet runs-warning">{t('incomplete_about')}</p> : null}
        {run.report ? <section class="sheet stack tight"><Numbers of={run.report} /><Facts run={run} /></section> : null}
        {running ? null : (
          <Lines run={id} version={run.status} group={query['group']} onGroup={(group) => change({ group })} planned={run.status === 'planned'} nothing={t(run.status === 'planned' ? 'plan_gone' : 'no_lines')} />
        )}
      </div>
    </>
  )
}

function Facts({ run }: { run: Run }) {
  const report = run.report
  if (!report) return null
  const revisions = report.first_revision ? (report.first_revision === report.last_revision ? number(report.first_revision) : `${number(report.first_revision)}–${number(report.last_revision ?? 0)}`) : null
  return (
    <p class="soft small">
      {[
        t('finished', { at: run.finished_at ? moment(run.finished_at) : '—' }),
        report.seconds ? t('took', { s: report.seconds }) : null,
        revisions ? t('revisions', { range: revisions }) : null,
        report.incomplete.length ? t('not_whole', { n: report.incomplete.length }) : null,
        report.kept_for_redundancy ? t('kept', { n: report.kept_for_redundancy }) : null,
      ].filter(Boolean).join(' · ')}
    </p>
  )
}

function Undo({ run, again }: { run: Run; again: () => void }) {
  const [asking, setAsking] = useState(false)
  const wrote = Boolean(run.report?.first_revision)
  if (!may('operate') || !wrote || !['done', 'vetoed', 'discarded', 'incomplete'].includes(run.status)) return null
  const undo = async () => {
    const answer = await post('/api/v1/runs/{run}/undo', { params: { path: { run: run.id } } })
    done(t('undone', { n: answer.revisions.length }))
    again()
  }
  return (
    <>
      <Button icon={Undo2} onClick={() => setAsking(true)}>{t('undo')}</Button>
      {asking ? (
        <FormDialog title={t('undo_title')} submit={t('undo')} kind="danger" onSubmit={undo} onClose={() => setAsking(false)}>
          <p>{t('undo_about')}</p>
        </FormDialog>
      ) : null}
    </>
  )
}
