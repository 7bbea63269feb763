import { useEffect, useState } from 'preact/hooks'
import { Scale } from 'lucide'
import { get, post, Problem, type Answer } from '../../api/client'
import { useQuery } from '../../query'
import { attributeName, className } from '../../model/words'
import { may } from '../../who'
import { Badge, Button, CiLink, done, Empty, failed, LinkButton, PageHead, ProblemView, Segments, Skeleton, TextField, When } from '../../ui'
import { valueText } from '../runs/lines'
import { Area } from '../sources/area'
import { pin } from './pinning'
import { Precedence } from './precedence'
import { t } from './words'
import './conflicts.css'

export type Dispute = Answer<'get', '/api/v1/reconciliation'>['items'][number]
export type Attribute = Dispute['attributes'][number]

const A_PAGE = 20
const MOST_TURNS = 20

/** Where sources disagree: who says what, whose word holds and by which rule; a person may decide. */
export default function Conflicts() {
  const [query, change] = useQuery()
  const list = query['list'] === 'pinned' ? 'pinned' : 'open'
  const [rows, setRows] = useState<Dispute[] | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(true)
  const [trying, setTrying] = useState(false)
  const filters = { list, class: query['class'] ?? '', source: query['source'] ?? '', attribute: query['attribute'] ?? '' } as const
  const key = JSON.stringify(filters)

  const ask = async (cursor: string | null, signal?: AbortSignal) => {
    setBusy(true)
    try {
      let found = 0
      let place = cursor
      // A page may be short, or empty, while there is more to look at: what is found is shown at once.
      for (let turn = 0; turn === 0 || (place && found < A_PAGE && turn < MOST_TURNS); turn += 1) {
        const parts = Object.fromEntries(Object.entries({ ...filters, cursor: place }).filter(([, value]) => value))
        const answer = await get('/api/v1/reconciliation', { params: { query: { limit: A_PAGE, ...parts } }, signal: signal ?? null })
        if (signal?.aborted) return
        const afresh = turn === 0 && !cursor
        setRows((before) => [...(afresh ? [] : (before ?? [])), ...answer.items])
        setNext(answer.next)
        found += answer.items.length
        place = answer.next
      }
      setProblem(null)
    } catch (reason) {
      if (reason instanceof Problem) setProblem(reason)
    }
    setBusy(false)
  }
  useEffect(() => {
    const ended = new AbortController()
    setRows(null)
    const timer = setTimeout(() => void ask(null, ended.signal), 120)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [key])

  return (
    <>
      <PageHead title={t('title')} under={t('about')} actions={may('operate') ? <Button icon={Scale} onClick={() => setTrying(true)}>{t('try_precedence')}</Button> : null} />
      <Area here="conflicts" />
      <div class="stack">
        <div class="conflicts-filters">
          <Segments label={t('list')} value={list} onText={(value) => change({ list: value === 'open' ? null : value })} options={[['open', t('list_open')], ['pinned', t('list_pinned')]]} />
          <TextField bare label={t('source')} placeholder={t('source')} type="search" value={filters.source} onText={(text) => change({ source: text })} />
          <TextField bare label={t('attribute')} placeholder={t('attribute')} type="search" value={filters.attribute} onText={(text) => change({ attribute: text })} />
          <TextField bare label={t('class')} placeholder={t('class')} type="search" value={filters.class} onText={(text) => change({ class: text })} />
        </div>
        {problem ? <ProblemView of={problem} again={() => void ask(null)} /> : null}
        {!rows && !problem ? <Skeleton lines={8} /> : null}
        {rows?.length === 0 && busy ? <Skeleton lines={4} /> : null}
        {rows?.length === 0 && !busy ? <Empty icon={Scale} title={t(`none_${list}`)}>{t(`none_about_${list}`)}</Empty> : null}
        <ul class="stack">
          {rows?.map((one) => <li key={one.ci.id}><One dispute={one} again={() => void ask(null)} /></li>)}
        </ul>
        {next ? <div><Button busy={busy} onClick={() => void ask(next)}>{t('more')}</Button></div> : null}
      </div>
      {trying ? <Precedence onClose={() => setTrying(false)} /> : null}
    </>
  )
}

function One({ dispute, again }: { dispute: Dispute; again: () => void }) {
  const team = dispute.support_team ?? dispute.owner
  return (
    <article class="sheet conflicts-one">
      <header class="row apart">
        <span class="row"><CiLink ci={dispute.ci} withClass />{team ? <Badge>{team}</Badge> : null}</span>
        <LinkButton small kind="quiet" href={`/cis/${encodeURIComponent(dispute.ci.id)}?tab=sources`}>{t('all_sources')}</LinkButton>
      </header>
      {dispute.attributes.map((attribute) => <Said key={attribute.name} dispute={dispute} attribute={attribute} again={again} />)}
    </article>
  )
}

function Said({ dispute, attribute, again }: { dispute: Dispute; attribute: Attribute; again: () => void }) {
  const name = attribute.name
  const release = async () => {
    const path = { ref: dispute.ci.id }
    try {
      await post('/api/v1/reconciliation/{ref}/release', { params: { path }, body: { fields: [name] } })
      done(t('released', { name: attributeName(name) }), () => pin(dispute.ci.id, name, attribute.value).then(again))
      again()
    } catch (reason) {
      failed(reason)
    }
  }
  const keep = async (value: unknown) => {
    try {
      await pin(dispute.ci.id, name, value)
      done(t('pinned', { name: attributeName(name) }), () =>
        post('/api/v1/reconciliation/{ref}/release', { params: { path: { ref: dispute.ci.id } }, body: { fields: [name] } }).then(again))
      again()
    } catch (reason) {
      failed(reason)
    }
  }
  return (
    <section class="conflicts-attribute">
      <div class="conflicts-head">
        <h2 class="conflicts-name">{attributeName(name)}</h2>
        <p class="soft small">{t(`by_${attribute.by}`)}</p>
        {attribute.pinned && may('edit') ? <Button small onClick={() => void release()}>{t('release')}</Button> : null}
      </div>
      <ul>
        {attribute.pinned ? (
          <li class="conflicts-word holds">
            <span class="conflicts-value" dir="auto">{text(name, attribute.value)}</span>
            <span class="soft small">{t('a_person')}</span>
            <Badge tone="accent">{t('holds')}</Badge>
          </li>
        ) : null}
        {attribute.said.map((word) => (
          <li key={word.source} class={word.holds ? 'conflicts-word holds' : 'conflicts-word'}>
            <span class="conflicts-value" dir="auto">{text(name, word.value)}</span>
            <span class="soft small"><bdi>{word.source}</bdi> · <When at={word.seen_at} />{word.expired ? ` · ${t('expired')}` : ''}</span>
            {word.holds ? <Badge tone="ok">{t('holds')}</Badge> : null}
            {may('edit') && pinnable(name) ? <Button small kind="quiet" onClick={() => void keep(word.value)}>{t(word.holds ? 'pin' : 'pin_other')}</Button> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

const pinnable = (name: string): boolean => name !== 'class' && !name.startsWith('quorum.')
const text = (name: string, value: unknown): string => (name === 'class' && typeof value === 'string' ? className(value) : valueText(value))
