import { useState } from 'preact/hooks'
import { ChevronRight, Undo2 } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get, post } from '../../api/client'
import { number } from '../../texts'
import { may } from '../../who'
import { Badge, Button, done, failed, Icon, ProblemView, Skeleton, When } from '../../ui'
import { Events } from './events'
import type { Revision } from './shapes'
import { t } from './words'

const FEW = 30
const MOST = 300

/** One write: who, when, why; opened, what it changed, with the way back where there is one. */
export function OneRevision({ of, open = false, again }: { of: Revision; open?: boolean; again: () => void }) {
  const [opened, setOpened] = useState(open)
  return (
    <details class={`changes-revision${of.undone_by ? ' is-undone' : ''}`} open={open} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <Icon of={ChevronRight} size={14} />
        <span class="soft number changes-number">{of.number}</span>
        <strong class="clip changes-who" dir="auto">{of.source ?? of.actor}</strong>
        <span class="clip changes-why" dir="auto">{why(of)}</span>
        {of.run ? <Badge>{t('import')}</Badge> : null}
        {of.undone_by ? <Badge tone="degraded">{t('undone', { number: of.undone_by })}</Badge> : null}
        <span class="soft small number changes-count">{t('count', { n: of.events, count: number(of.events) })}</span>
        <span class="soft small changes-when"><When at={of.at} /></span>
      </summary>
      {opened ? <Opened of={of} again={again} /> : null}
    </details>
  )
}

function why(of: Revision): string {
  const said = of.reason ?? ''
  return of.undoes ? `${t('undoes', { number: of.undoes })}${said ? ` · ${said}` : ''}` : said
}

function Opened({ of, again }: { of: Revision; again: () => void }) {
  const [limit, setLimit] = useState(FEW)
  const asked = useAnswer(
    (signal) => get('/api/v1/revisions/{number}', { params: { path: { number: of.number }, query: { limit } }, signal }),
    [of.number, limit],
    { live: false },
  )
  return (
    <div class="changes-opened">
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      {asked.value ? <Events of={asked.value.items} /> : asked.problem ? null : <Skeleton lines={2} />}
      <div class="row">
        {asked.value?.next && limit < MOST ? (
          <Button small kind="quiet" busy={asked.busy} onClick={() => setLimit(MOST)}>{t('show_more', { n: number(Math.min(MOST, of.events) - FEW) })}</Button>
        ) : null}
        {asked.value?.next && limit === MOST ? <span class="soft small">{t('first_only', { n: number(MOST) })}</span> : null}
        {of.run ? <a href={`/runs/${encodeURIComponent(of.run)}`}>{t('to_run')}</a> : null}
        {may('edit') && !of.undone_by ? <Button small icon={Undo2} onClick={() => void undo(of.number, again)}>{t('undo')}</Button> : null}
      </div>
    </div>
  )
}

async function undo(which: number, again: () => void): Promise<void> {
  try {
    const made = await post('/api/v1/revisions/{number}/undo', { params: { path: { number: which } } })
    again()
    const revision = made.revision
    if (revision === null) done(t('undo_nothing', { number: which }))
    else {
      done(t('undo_done', { number: which, revision }), async () => {
        await post('/api/v1/revisions/{number}/undo', { params: { path: { number: revision } } })
        again()
      })
    }
  } catch (reason) {
    failed(reason)
  }
}
