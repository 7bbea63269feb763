import { useState } from 'preact/hooks'
import { ArchiveRestore, Ghost } from 'lucide'
import { useAnswer } from '../../api/answer'
import { Problem } from '../../api/client'
import { className } from '../../model/words'
import { may } from '../../who'
import { Button, Empty, LinkButton, PageHead, ProblemView, Skeleton, When } from '../../ui'
import { timeline, Timeline } from './history'
import type { Happened } from './types'
import { t } from './words'
import { told, undo } from './writing'

/** A link to what is no longer there: what became of it, who knows, and the way back. */
export function Gone({ id, problem }: { id: string; problem: Problem }) {
  const asked = useAnswer((signal) => timeline(id, signal), [id])
  if (asked.problem?.status === 404) return <Never id={id} problem={problem} />
  if (asked.problem) return <ProblemView of={asked.problem} again={asked.again} />
  if (!asked.value) return <Skeleton lines={6} />
  const last = asked.value.items.find((one) => one.kind === 'ci' && one.op === 'remove' && one.ci === id)
  return last ? <Removed id={id} last={last} happened={asked.value.items} /> : <Never id={id} problem={problem} />
}

function Never({ id, problem }: { id: string; problem: Problem }) {
  const candidates = problem.said.candidates ?? []
  return (
    <>
      <PageHead title={t('never_title')} tab={id} />
      <Empty
        icon={Ghost}
        title={t('never', { id: id.slice(0, 120) })}
        actions={<LinkButton kind="first" href={`/find?q=${encodeURIComponent(id.slice(0, 200))}`}>{t('find')}</LinkButton>}
      >
        {t('never_text')}
        {candidates.length ? (
          <span class="cis-candidates">
            {t('perhaps')}{' '}
            {candidates.map((one) => <a key={one} href={`/cis/${encodeURIComponent(one)}`}><bdi>{one}</bdi></a>)}
          </span>
        ) : null}
      </Empty>
    </>
  )
}

function Removed({ id, last, happened }: { id: string; last: Happened; happened: Happened[] }) {
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const { revision, changes } = last
  const before = (name: string) => (typeof changes[name]?.before === 'string' ? (changes[name].before as string) : undefined)
  const ask = [...new Set([revision.actor, before('owner'), before('support_team')])].filter((one) => one !== undefined)
  const back = async () => {
    setBusy(true)
    try {
      const answer = (await undo(revision.number)) as { revision: number | null }
      told(t('back', { name: last.name ?? id }), answer.revision, () => undefined)
    } catch (found) {
      setProblem(found instanceof Problem ? found : new Problem({ status: -1, detail: String(found) }))
    }
    setBusy(false)
  }
  return (
    <article class="cis">
      <PageHead over={className(last.class ?? '')} title={<bdi>{(last.name ?? id).slice(0, 160)}</bdi>} tab={last.name ?? id} />
      <div class="cis-notice degraded" role="status">
        <p>
          {t.rich('removed', { actor: <bdi key="actor">{revision.actor}</bdi>, when: <When key="when" at={revision.at} /> })}{' '}
          {revision.reason ? <span>“<bdi>{revision.reason}</bdi>” </span> : null}
          {t('removed_text')} {t.rich('ask', { who: <bdi key="who">{ask.join(', ')}</bdi> })}
        </p>
        {may('edit') ? <Button small icon={ArchiveRestore} busy={busy} onClick={() => void back()}>{t('bring_back')}</Button> : null}
      </div>
      {problem ? <ProblemView of={problem} /> : null}
      <h2>{t('tab_history')}</h2>
      <Timeline happened={happened} ci={id} of={undefined} again={() => undefined} />
    </article>
  )
}
