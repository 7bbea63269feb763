import { useEffect, useMemo, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { CopyCheck } from 'lucide'
import { get, post, Problem, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { moment, number } from '../../texts'
import type { PageProps } from '../../route'
import { attributeName, className } from '../../model/words'
import { may } from '../../who'
import { Badge, Button, CiLink, done, Empty, failed, LinkButton, PageHead, ProblemView, Skeleton, TextField } from '../../ui'
import { valueText } from '../runs/lines'
import { Area } from '../sources/area'
import { caseReason, casePath } from './page'
import { t } from './words'
import './duplicates.css'

type Comparison = Answer<'get', '/api/v1/duplicates/{case}'>
type Column = Comparison['columns'][number]
type Decision = 'merge' | 'distinct'

const PLENTY = 100

/** One case, side by side: what differs first, then a person's word; then the next case. */
export default function OneCase({ params }: PageProps) {
  const id = params?.['id'] ?? ''
  const { route } = useLocation()
  const asked = useAnswer((signal) => get('/api/v1/duplicates/{case}', { params: { path: { case: id } }, signal }), [id], { keep: false })
  const open = useAnswer((signal) => get('/api/v1/duplicates', { params: { query: { limit: PLENTY } }, signal }), [], { keep: true })
  const ids = open.value?.items.map((one) => one.id) ?? []
  const at = ids.indexOf(id)
  const next = ids[at + 1] ?? ids.find((one) => one !== id)
  const found = asked.value
  const move = (to: string | undefined) => route(to ? casePath(to) : '/duplicates')

  if (asked.problem) return <><Area here="duplicates" /><ProblemView of={asked.problem} again={asked.again} /></>
  if (!found) return <Skeleton lines={10} />
  return (
    <>
      <PageHead
        over={at >= 0 ? t('place', { at: at + 1, n: number(ids.length), more: open.value?.next ? '+' : '' }) : t('case')}
        title={found.case.name}
        under={<span dir="auto">{caseReason(found.case)}{found.case.source ? <> · <bdi>{found.case.source}</bdi></> : null}</span>}
        actions={
          <>
            <LinkButton href="/duplicates">{t('all_cases')}</LinkButton>
            {next && next !== id ? <Button onClick={() => move(next)} aria-keyshortcuts="n">{t('next')}</Button> : null}
          </>
        }
      />
      <Area here="duplicates" />
      {found.case.status === 'open'
        ? <Deciding key={id} found={found} next={next} move={move} refresh={() => { asked.again(); open.again() }} />
        : <Decided found={found} again={() => { asked.again(); open.again() }} next={next} move={move} />}
      <Compared found={found} />
    </>
  )
}

interface DecidingProps {
  found: Comparison
  next: string | undefined
  move: (to: string | undefined) => void
  refresh: () => void
}

function Deciding({ found, next, move, refresh }: DecidingProps) {
  const cis = found.columns.filter((one) => one.id)
  const [survivor, setSurvivor] = useState(() => likeliest(cis)?.id ?? '')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const id = found.case.id

  const decide = async (decision: Decision) => {
    if (busy || !may('edit')) return
    setBusy(true)
    const why = reason.trim() ? { reason: reason.trim() } : {}
    try {
      if (decision === 'merge') await post('/api/v1/duplicates/{case}/merge', { params: { path: { case: id }, query: { survivor, ...why } } })
      else await post('/api/v1/duplicates/{case}/{decision}', { params: { path: { case: id, decision: 'distinct' }, query: why } })
      done(t(decision === 'merge' ? 'merged' : 'told_apart', { name: found.case.name.slice(0, 80) }), () =>
        post('/api/v1/duplicates/{case}/{decision}', { params: { path: { case: id, decision: 'reopen' } } }).then(() => move(id)))
      refresh()
      move(next)
    } catch (problem) {
      failed(problem)
      // Somebody else was first: show what they decided.
      if (problem instanceof Problem && problem.status === 409) refresh()
    }
    setBusy(false)
  }

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
      const choice = cis[Number(event.key) - 1]
      if (choice?.id) setSurvivor(choice.id)
      else if (event.key === 'm') void decide('merge')
      else if (event.key === 'd') void decide('distinct')
      else if (event.key === 'n') move(next)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })

  if (!may('edit')) return null
  return (
    <section class="sheet stack duplicates-deciding" aria-label={t('decide')}>
      <fieldset class="duplicates-survivor">
        <legend>{t('survivor')}</legend>
        {cis.map((one, at) => (
          <label key={one.id}>
            <input type="radio" name="survivor" checked={one.id === survivor} onChange={() => setSurvivor(one.id ?? '')} />
            <kbd>{at + 1}</kbd> <bdi class="clip">{one.name}</bdi>
            <span class="soft small">{className(one.class)} · {t('relations', { n: one.relations })} · {t('sources', { n: one.sources.length })}</span>
          </label>
        ))}
      </fieldset>
      <TextField label={t('reason')} hint={t('reason_hint')} value={reason} onText={setReason} maxLength={2000} />
      <div class="row">
        <Button kind="first" busy={busy} disabled={!survivor} aria-keyshortcuts="m" onClick={() => void decide('merge')}>{t('merge')} <kbd>M</kbd></Button>
        <Button busy={busy} aria-keyshortcuts="d" onClick={() => void decide('distinct')}>{t('distinct')} <kbd>D</kbd></Button>
        <span class="soft small">{t('keys')}</span>
      </div>
    </section>
  )
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=radio]), textarea, select, dialog *'))
}

/** The CI that most is known of. */
function likeliest(cis: readonly Column[]): Column | undefined {
  return [...cis].sort((a, b) => b.relations - a.relations || b.sources.length - a.sources.length)[0]
}

function Decided({ found, again, next, move }: { found: Comparison; again: () => void; next: string | undefined; move: (to: string | undefined) => void }) {
  const one = found.case
  const reopen = async () => {
    try {
      await post('/api/v1/duplicates/{case}/{decision}', { params: { path: { case: one.id, decision: 'reopen' } } })
      done(t('reopened'))
    } catch (reason) {
      failed(reason)
    }
    again()
  }
  const text = t(one.status === 'merged' ? 'was_merged' : 'was_distinct', { who: one.decided_by ?? '', at: one.decided_at ? moment(one.decided_at) : '' })
  return (
    <section class="sheet row apart duplicates-decided" role="status">
      <p class="row"><Badge tone="ok">{t(`tab_${one.status === 'merged' ? 'merged' : 'distinct'}`)}</Badge> <span dir="auto">{text}</span></p>
      <span class="row">
        {may('edit') ? <Button onClick={() => void reopen()}>{t('reopen')}</Button> : null}
        {next ? <Button kind="first" onClick={() => move(next)}>{t('next')}</Button> : null}
      </span>
    </section>
  )
}

function Compared({ found }: { found: Comparison }) {
  const [all, setAll] = useState(false)
  const { columns, attributes } = found
  const differing = useMemo(() => attributes.filter((one) => !one.same), [attributes])
  const same = attributes.length - differing.length
  const shown = all ? [...differing, ...attributes.filter((one) => one.same)] : differing
  return (
    <section class="stack tight duplicates-compared">
      <div class="duplicates-box" tabIndex={0} role="region" aria-label={t('side_by_side')}>
        <table class="duplicates-table">
          <caption class="unseen">{t('side_by_side')}</caption>
          <thead>
            <tr>
              <th scope="col"><span class="unseen">{t('attribute')}</span></th>
              {columns.map((one, at) => (
                <th key={one.id ?? at} scope="col">
                  {one.id ? <CiLink ci={{ id: one.id, name: one.name ?? '' }} /> : <bdi>{one.name ?? one.observed}</bdi>}
                  <span class="soft small">{one.id ? className(one.class) : t('waiting')}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('known_by')}</th>
              {columns.map((one, at) => <td key={one.id ?? at}>{one.sources.map((source) => <bdi key={source} class="duplicates-source">{source}</bdi>)}{one.sources.length ? null : <span class="soft">{t('people_only')}</span>}</td>)}
            </tr>
            <tr>
              <th scope="row">{t('relation_count')}</th>
              {columns.map((one, at) => <td key={one.id ?? at} class="number">{one.id ? number(one.relations) : '—'}</td>)}
            </tr>
            {shown.map((row) => (
              <tr key={row.attribute} class={row.same ? 'same' : 'differs'}>
                <th scope="row">{attributeName(row.attribute)}</th>
                {row.values.map((value, at) => <td key={at} dir="auto">{value === null ? <span class="soft">—</span> : valueText(value)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {differing.length === 0 ? <Empty icon={CopyCheck} title={t('no_difference')} /> : null}
      {same > 0 ? <div><Button small kind="quiet" onClick={() => setAll(!all)} aria-expanded={all}>{t(all ? 'hide_same' : 'show_same', { n: same })}</Button></div> : null}
    </section>
  )
}
