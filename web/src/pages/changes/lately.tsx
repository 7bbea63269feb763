import { useEffect, useMemo, useState } from 'preact/hooks'
import { History } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { useQuery } from '../../query'
import { day } from '../../texts'
import { Button, Empty, failed, ProblemView, Segments, Select, Skeleton, TextField } from '../../ui'
import { OneRevision } from './revision'
import type { Revision } from './shapes'
import { t } from './words'

const PAGE = 50
const KINDS = ['people', 'imports'] as const
const SPANS = { day: 1, week: 7, month: 30 } as const
const DAY_MS = 86_400_000
const SETTLE_MS = 250

/** Revisions, the newest first, by day. */
export function Lately() {
  const [query, change] = useQuery()
  const by = useSettled(query['by'] ?? '')
  const kind = KINDS.find((one) => one === query['kind'])
  const span = query['within'] !== undefined && query['within'] in SPANS ? (query['within'] as keyof typeof SPANS) : undefined
  const wanted = useMemo(
    () => ({ by: by.trim() || undefined, kind, since: span ? new Date(Date.now() - SPANS[span] * DAY_MS).toISOString() : undefined, limit: PAGE }),
    [by, kind, span],
  )
  const asked = useAnswer((signal) => get('/api/v1/revisions', { params: { query: wanted }, signal }), [wanted])
  const older = useOlder(asked.value, wanted)
  const rows = [...(asked.value?.items ?? []), ...older.rows]
  const opened = Number(query['revision']) || undefined
  const names = [...new Set(rows.map((one) => one.source ?? one.actor))].sort()
  return (
    <div class="stack">
      <div class="changes-controls">
        <Segments
          label={t('kind')}
          value={kind ?? ''}
          options={[['', t('all')], ['people', t('people')], ['imports', t('imports')]]}
          onText={(next) => change({ kind: next })}
        />
        <TextField label={t('by')} bare placeholder={t('by')} type="search" list="changes-names" maxLength={500} value={query['by'] ?? ''} onText={(text) => change({ by: text })} />
        <datalist id="changes-names">{names.map((one) => <option key={one} value={one}>{one}</option>)}</datalist>
        <Select
          label={t('within')}
          bare
          value={span ?? ''}
          options={[['', t('ever')], ['day', t('day')], ['week', t('week')], ['month', t('month')]]}
          onText={(next) => change({ within: next })}
        />
      </div>
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      {opened !== undefined && asked.value && !rows.some((one) => one.number === opened) ? <Linked number={opened} again={asked.again} /> : null}
      {asked.value ? null : asked.problem ? null : <Skeleton lines={8} />}
      {asked.value && rows.length === 0 ? <Empty icon={History} title={by || kind || span ? t('nothing_found') : t('nothing')} /> : null}
      {byDay(rows).map(([date, some]) => (
        <section key={date} aria-label={date} class="changes-day">
          <h2>{date}</h2>
          <ul class="sheet changes-list">
            {some.map((one) => <li key={one.number}><OneRevision of={one} open={one.number === opened} again={asked.again} /></li>)}
          </ul>
        </section>
      ))}
      {older.more ? <div><Button busy={older.busy} onClick={() => void older.load()}>{t('older')}</Button></div> : null}
    </div>
  )
}

/** A revision that a link names and the list does not show. */
function Linked({ number, again }: { number: number; again: () => void }) {
  const asked = useAnswer((signal) => get('/api/v1/revisions/{number}', { params: { path: { number }, query: { limit: 1 } }, signal }), [number])
  if (asked.problem) return <ProblemView of={asked.problem} />
  return asked.value ? <div class="sheet changes-list"><OneRevision of={asked.value.revision} open again={again} /></div> : null
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

interface First {
  items: Revision[]
  next: string | null
}

/** The pages after the first, as they are asked for; gone when the question changes. */
function useOlder(first: First | undefined, wanted: { by: string | undefined; kind: 'people' | 'imports' | undefined; since: string | undefined; limit: number }) {
  const [rows, setRows] = useState<Revision[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    setRows([])
    setNext(null)
  }, [wanted])
  const cursor = rows.length ? next : (first?.next ?? null)
  const load = async () => {
    if (!cursor) return
    setBusy(true)
    try {
      const found = await get('/api/v1/revisions', { params: { query: { ...wanted, cursor } } })
      setRows((known) => [...known, ...found.items])
      setNext(found.next)
    } catch (reason) {
      failed(reason)
    }
    setBusy(false)
  }
  // What came in since pushes the first page down: nothing is shown twice.
  const lowest = first?.items.at(-1)?.number ?? 0
  return { rows: rows.filter((one) => one.number < lowest), more: cursor !== null, busy, load }
}

function byDay(rows: readonly Revision[]): [string, Revision[]][] {
  const found = new Map<string, Revision[]>()
  for (const one of rows) {
    const date = day(one.at)
    const some = found.get(date)
    if (some) some.push(one)
    else found.set(date, [one])
  }
  return [...found]
}
