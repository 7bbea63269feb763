import { useState } from 'preact/hooks'
import { Undo2 } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import type { CiClass } from '../../model/classes'
import { may } from '../../who'
import { moment } from '../../texts'
import { Button, failed, FormDialog, ProblemView, Skeleton, When } from '../../ui'
import { Changes } from './changes'
import type { Details, Happened, Revision } from './types'
import { t } from './words'
import { told, undo } from './writing'

interface Page {
  items: Happened[]
  next: string | null
}

export const timeline = (ref: string, signal?: AbortSignal, cursor?: string | null): Promise<Page> =>
  get('/api/v1/cis/{ref}/history', {
    params: { path: { ref }, query: { limit: 50, ...(cursor ? { cursor } : {}) } },
    ...(signal ? { signal } : {}),
  }) as unknown as Promise<Page>

interface HistoryProps {
  details: Details
  of: CiClass | undefined
  again: () => void
}

/** What happened to the CI and its relations, the newest first: who, when, why, before and after. */
export function History({ details, of, again }: HistoryProps) {
  const ref = details.ci.id
  const first = useAnswer((signal) => timeline(ref, signal), [ref, details.ci.rev, details.revision], { live: false })
  const [more, setMore] = useState<Page>()
  const [busy, setBusy] = useState(false)
  if (first.problem) return <ProblemView of={first.problem} again={first.again} />
  if (!first.value) return <Skeleton lines={6} />
  const next = more ? more.next : first.value.next
  const load = async () => {
    setBusy(true)
    try {
      const page = await timeline(ref, undefined, next)
      setMore({ items: [...(more?.items ?? []), ...page.items], next: page.next })
    } catch (reason) {
      failed(reason)
    }
    setBusy(false)
  }
  const written = () => {
    setMore(undefined)
    first.again()
    again()
  }
  return (
    <div class="stack">
      <Timeline happened={[...first.value.items, ...(more?.items ?? [])]} ci={ref} of={of} again={written} />
      {next ? <div><Button busy={busy} onClick={() => void load()}>{t('older')}</Button></div> : null}
    </div>
  )
}

interface TimelineProps {
  happened: readonly Happened[]
  ci: string
  of: CiClass | undefined
  again: () => void
}

/** The same as a list of revisions. */
export function Timeline({ happened, ci, of, again }: TimelineProps) {
  const [undoing, setUndoing] = useState<Revision>()
  const revisions = byRevision(happened)
  const undone = new Set(happened.map((one) => one.revision.undoes))
  return (
    <>
      <ol class="cis-timeline">
        {revisions.map((events) => {
          const revision = events[0]?.revision
          if (!revision) return null
          return (
            <li key={revision.number} class={undone.has(revision.number) ? 'undone' : undefined}>
              <header class="row apart">
                <p>
                  <When at={revision.at} /> <span class="soft small">{moment(revision.at)}</span>{' '}
                  <strong><bdi>{revision.actor}</bdi></strong>
                  {revision.source && revision.source !== revision.actor ? <span class="soft"> · <bdi>{revision.source}</bdi></span> : null}
                  {revision.run ? <> · <a href={`/runs/${revision.run}`}>{t('run')}</a></> : null}
                </p>
                <p class="row tight small">
                  <span class="soft number">{t('revision', { n: String(revision.number) })}</span>
                  {undone.has(revision.number) ? <span class="soft">{t('undone')}</span> : null}
                  {may('edit') && !revision.run && !undone.has(revision.number) ? (
                    <Button small kind="quiet" icon={Undo2} onClick={() => setUndoing(revision)}>{t('undo')}</Button>
                  ) : null}
                </p>
              </header>
              {revision.reason ? <p class="cis-reason"><bdi>{revision.reason}</bdi></p> : null}
              <div class="cis-events">{events.map((one, at) => <Changes key={at} of={one} ci={ci} class={of} />)}</div>
              {revision.events > events.length ? <p class="soft small">{t('beside', { n: revision.events - events.length })}</p> : null}
            </li>
          )
        })}
      </ol>
      {undoing ? <Undo revision={undoing} onClose={() => setUndoing(undefined)} onWritten={again} /> : null}
    </>
  )
}

/** Events that one revision made stand together, in their order. */
function byRevision(happened: readonly Happened[]): Happened[][] {
  const found = new Map<number, Happened[]>()
  for (const one of happened) found.set(one.revision.number, [...(found.get(one.revision.number) ?? []), one])
  return [...found.values()]
}

function Undo({ revision, onClose, onWritten }: { revision: Revision; onClose: () => void; onWritten: () => void }) {
  const go = async () => {
    const answer = (await undo(revision.number)) as { revision: number | null }
    told(t('undone_now', { n: String(revision.number) }), answer.revision, onWritten)
  }
  return (
    <FormDialog title={t('undo_title', { n: String(revision.number) })} submit={t('undo')} onSubmit={go} onClose={onClose}>
      <p>{t('undo_text', { n: revision.events })}</p>
    </FormDialog>
  )
}
