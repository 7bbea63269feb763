import { useEffect, useState } from 'preact/hooks'
import { Search } from 'lucide'
import { get, Problem } from '../../api/client'
import { attributeName, className } from '../../model/words'
import { number } from '../../texts'
import { Button, CiLink, Empty, ProblemView, shortened, Skeleton, Tabs, TextField } from '../../ui'
import { present, type Group, type Line } from './shapes'
import { t } from './words'
import './lines.css'

const A_PAGE = 50

interface LinesProps {
  /** A run, or the run that keeps a plan. */
  run: string
  /** Which run this is about changes when this does. */
  version?: string
  group: string | undefined
  onGroup: (group: string) => void
  /** The CIs are not there yet. */
  planned?: boolean
  /** The words of a page that has none. */
  nothing: string
}

/** What a run did or would do: a tab a group, searched and paged by the server. */
export function Lines({ run, version, group, onGroup, planned, nothing }: LinesProps) {
  const [q, setQ] = useState('')
  const [counts, setCounts] = useState<Record<string, number> | null>(null)
  const [lines, setLines] = useState<Line[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(true)
  const tabs = present(counts ?? {})
  const chosen = (tabs as string[]).includes(group ?? '') ? (group as Group) : (tabs[0] ?? 'created')

  const ask = async (cursor: string | null, signal?: AbortSignal) => {
    setBusy(true)
    try {
      const query = { group: chosen, limit: A_PAGE, ...(q.trim() ? { q: q.trim() } : {}), ...(cursor ? { cursor } : {}) }
      const answer = await get('/api/v1/runs/{run}/lines', { params: { path: { run }, query }, signal: signal ?? null })
      if (signal?.aborted) return
      if (!cursor) setCounts(answer.groups)
      setLines((before) => (cursor ? [...before, ...answer.items] : answer.items))
      setNext(answer.next)
      setProblem(null)
    } catch (reason) {
      if (reason instanceof Problem) setProblem(reason)
    }
    setBusy(false)
  }
  useEffect(() => {
    const ended = new AbortController()
    const timer = setTimeout(() => void ask(null, ended.signal), q ? 150 : 0)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [run, version, chosen, q])

  if (problem) return <ProblemView of={problem} again={() => void ask(null)} />
  if (!counts) return <Skeleton lines={6} />
  if (tabs.length === 0) return <Empty title={nothing} />
  return (
    <Tabs
      label={t('lines')}
      tabs={tabs.map((one) => ({ key: one, text: t(`group_${one}`), count: counts[one] ?? 0 }))}
      value={chosen}
      onText={onGroup}
    >
      <div class="stack tight">
        <div class="row apart lines-head">
          <p class="soft lines-about">{t(planned ? `would_${chosen}` : `did_${chosen}`)}</p>
          <div class="lines-search">
            <TextField bare label={t('search_lines')} placeholder={t('search_lines')} type="search" value={q} onText={setQ} />
          </div>
        </div>
        {lines.length === 0 && !busy ? <Empty icon={Search} title={t('no_line')} /> : null}
        <ol class="lines sheet" aria-busy={busy}>
          {lines.map((one, at) => (
            <li key={`${chosen}-${at}`}><OneLine line={one} planned={planned ?? false} /></li>
          ))}
        </ol>
        {next ? (
          <div><Button onClick={() => void ask(next)} busy={busy}>{t('more_lines')}</Button></div>
        ) : lines.length > A_PAGE ? <p class="soft small">{t('all_lines', { n: lines.length })}</p> : null}
      </div>
    </Tabs>
  )
}

function OneLine({ line, planned }: { line: Line; planned: boolean }) {
  const said = [line.place, line.text].filter(Boolean)
  return (
    <>
      <div class="lines-name">
        {line.name ? <Named line={line} planned={planned} /> : line.place ? <code dir="auto">{line.place}</code> : null}
      </div>
      <div class="lines-said">
        <Fields of={line} />
        {line.name ? said.map((one) => <p key={one} class="soft" dir="auto">{one}</p>) : <p dir="auto">{line.text}</p>}
      </div>
    </>
  )
}

function Named({ line, planned }: { line: Line; planned: boolean }) {
  const there = line.ci && !(planned && (line.group === 'created' || line.group === 'relations_created'))
  const name = line.name ?? ''
  const own = there && line.ci
    ? <CiLink ci={{ id: line.ci, name, ...(line.class ? { class: line.class } : {}) }} withClass />
    : <span class="row tight"><bdi class="lines-plain" title={name.slice(0, 300)}>{shortened(name)}</bdi>{line.class ? <span class="soft small">{className(line.class)}</span> : null}</span>
  if (!line.type) return own
  return (
    <span class="row tight">
      {own} <span class="soft small">{line.type}</span> <bdi class="lines-plain">{shortened(line.to_name ?? '')}</bdi>
    </span>
  )
}

function Fields({ of }: { of: Line }) {
  const fields = Object.entries(of.fields)
  if (fields.length === 0) return null
  if (of.group === 'created' || of.group === 'relations_created') {
    return (
      <p class="soft lines-facts">
        {fields.slice(0, 8).map(([name, pair]) => (
          <span key={name}>{attributeName(name)} <bdi class="lines-value">{valueText(pair[1])}</bdi></span>
        ))}
        {fields.length > 8 ? <span>{t('more_fields', { n: number(fields.length - 8) })}</span> : null}
      </p>
    )
  }
  return (
    <dl class="lines-changes">
      {fields.map(([name, pair]) => (
        <div key={name}>
          <dt class="soft">{attributeName(name)}</dt>
          <dd>
            <del dir="auto">{valueText(pair[0])}</del>
            <span aria-hidden="true"> → </span>
            <ins dir="auto">{valueText(pair[1])}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A value as a person reads it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('empty_value')
  if (Array.isArray(value)) return value.map(valueText).join(', ')
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return shortened(value, 300)
  return shortened(JSON.stringify(value), 300)
}
