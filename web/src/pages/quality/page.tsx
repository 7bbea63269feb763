import { useEffect, useState } from 'preact/hooks'
import { X } from 'lucide'
import { get, Problem, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { addressed, useQuery } from '../../query'
import { number } from '../../texts'
import { className, findingName } from '../../model/words'
import { Badge, Button, Empty, IconButton, PageHead, ProblemView, Progress, Segments, Skeleton, Table, Tabs, When, type Column } from '../../ui'
import { Area } from '../sources/area'
import { follow, type Step } from '../sources/sending'
import { Doubts } from './doubts'
import { Judged, Score } from './judged'
import { t } from './words'
import './quality.css'

type Estate = Answer<'get', '/api/v1/quality'>
type Group = Answer<'get', '/api/v1/quality/by/{group}'>['items'][number]

const TABS = ['groups', 'worst', 'relations'] as const
const BY = ['team', 'class', 'source'] as const
const WORST = 30

/** How well the estate, or a part of it, is known, and what lowers that most. */
export default function Quality() {
  const [query, change] = useQuery()
  const filters = { class: query['class'] ?? '', team: query['team'] ?? '', source: query['source'] ?? '' }
  const tab = TABS.find((one) => one === query['tab']) ?? 'groups'
  const [estate, problem, step, again] = useEstate(filters)
  return (
    <>
      <PageHead title={t('title')} under={estate ? <>{t('about', { n: estate.cis })} <When at={estate.at} /></> : t('about_empty')} />
      <Area here="quality" />
      <div class="stack">
        <Filters filters={filters} clear={(name) => change({ [name]: null })} />
        {problem ? <ProblemView of={problem} again={again} /> : null}
        {!estate && !problem ? step && step.stage !== 'sending' ? <Progress label={t('judging')} done={step.done} total={step.total} /> : <Skeleton lines={5} /> : null}
        {estate && estate.cis === 0 ? <Empty title={t('none')}>{t('none_about')}</Empty> : null}
        {estate && estate.cis > 0 ? <Verdict estate={estate} /> : null}
        {estate && estate.cis > 0 ? (
          <Tabs label={t('title')} tabs={TABS.map((one) => ({ key: one, text: t(`tab_${one}`) }))} value={tab} onText={(key) => change({ tab: key === 'groups' ? null : key })}>
            {tab === 'groups' ? <Groups key={estate.revision} filters={filters} /> : null}
            {tab === 'worst' ? <Worst key={estate.revision} filters={filters} /> : null}
            {tab === 'relations' ? <Doubts /> : null}
          </Tabs>
        ) : null}
      </div>
    </>
  )
}

type Filtered = Record<'class' | 'team' | 'source', string>

function useEstate(filters: Filtered): [Estate | null, Problem | null, Step | null, () => void] {
  const [estate, setEstate] = useState<Estate | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [step, setStep] = useState<Step | null>(null)
  const [turn, setTurn] = useState(0)
  const path = addressed('/api/v1/quality', { ...filters, worst: 0 })
  useEffect(() => {
    setProblem(null)
    setStep(null)
    const judging = follow<Estate>(path, setStep)
    judging.answer.then(setEstate, (reason: unknown) => {
      if (reason instanceof Problem) setProblem(reason)
    })
    return judging.stop
  }, [path, turn])
  return [estate, problem, step, () => setTurn((n) => n + 1)]
}

function Filters({ filters, clear }: { filters: Filtered; clear: (name: string) => void }) {
  const there = (['class', 'team', 'source'] as const).filter((one) => filters[one])
  if (there.length === 0) return null
  return (
    <ul class="row quality-filters" aria-label={t('part')}>
      {there.map((one) => (
        <li key={one}>
          <span class="soft small">{t(`by_${one}`)}</span> <bdi>{one === 'class' ? className(filters[one]) : filters[one]}</bdi>
          <IconButton small icon={X} label={t('whole', { name: filters[one].slice(0, 80) })} onClick={() => clear(one)} />
        </li>
      ))}
    </ul>
  )
}

function Verdict({ estate }: { estate: Estate }) {
  const [all, setAll] = useState(false)
  const most = estate.lowered_by[0]?.points ?? 1
  const shown = all ? estate.lowered_by : estate.lowered_by.slice(0, 6)
  return (
    <section class="quality-verdict">
      <div class="sheet quality-score">
        <Score of={estate.score} large />
        <p class="soft">{t('of_100')}</p>
        <Bands of={estate.bands} />
        {estate.stale_sources.length > 0 ? <p class="small"><a href="/sources?state=stale">{t('stale', { n: estate.stale_sources.length })}</a></p> : null}
      </div>
      <div class="sheet stack tight">
        <h2>{t('lowered')}</h2>
        {shown.length === 0 ? <p class="soft">{t('nothing_lowers')}</p> : null}
        <ol class="quality-lowered">
          {shown.map((one) => (
            <li key={one.kind}>
              <span>{findingName(one.kind)}</span>
              <span class="soft small number">{t('cis', { n: one.count })}</span>
              <span class="quality-points number" title={t('points_about')}>{lost(one.points)}</span>
              <span class="quality-bar" aria-hidden="true"><span style={{ width: `${Math.max(2, (one.points / most) * 100)}%` }} /></span>
            </li>
          ))}
        </ol>
        {estate.lowered_by.length > 6 ? <div><Button small kind="quiet" onClick={() => setAll(!all)}>{t(all ? 'fewer' : 'all_causes', { n: estate.lowered_by.length })}</Button></div> : null}
      </div>
    </section>
  )
}

function Bands({ of }: { of: Estate['bands'] }) {
  const every = [['good', of.good], ['fair', of.fair], ['poor', of.poor], ['bad', of.bad]] as const
  const sum = every.reduce((total, [, n]) => total + n, 0) || 1
  return (
    <div class="quality-bands">
      <div class="quality-bands-bar" aria-hidden="true">
        {every.map(([name, n]) => (n ? <span key={name} class={name} style={{ width: `${(n / sum) * 100}%` }} /> : null))}
      </div>
      <ul class="small">
        {every.map(([name, n]) => <li key={name}><span class={`quality-dot ${name}`} aria-hidden="true" /> {t(`band_${name}`)} <b class="number">{number(n)}</b></li>)}
      </ul>
    </div>
  )
}

function Groups({ filters }: { filters: Filtered }) {
  const [query, change] = useQuery()
  const by = BY.find((one) => one === query['by']) ?? 'team'
  const wanted = Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
  const asked = useAnswer(
    (signal) => get('/api/v1/quality/by/{group}', { params: { path: { group: by }, query: { limit: 500, ...wanted } }, signal }),
    [by, filters.class, filters.team, filters.source],
    { keep: false, live: false },
  )
  const columns: Column<Group>[] = [
    {
      key: 'name', title: t(`by_${by}`), sort: (one) => one.name,
      cell: (one) => (
        <a class="quality-group" href={addressed('/quality', { ...query, [by]: one.name, tab: 'worst' })} dir="auto">
          {by === 'class' ? className(one.name) : by === 'team' && one.name === 'nobody' ? t('nobody') : one.name}
        </a>
      ),
    },
    { key: 'score', title: t('score'), align: 'end', sort: (one) => one.score.score, cell: (one) => <Score of={one.score.score} /> },
    { key: 'cis', title: t('cis_head'), align: 'end', sort: (one) => one.score.cis, cell: (one) => number(one.score.cis) },
    { key: 'bad', title: t('poor_head'), align: 'end', sort: (one) => one.score.bands.bad + one.score.bands.poor, cell: (one) => number(one.score.bands.bad + one.score.bands.poor) },
    {
      key: 'lowered', title: t('lowered'),
      cell: (one) => (
        <span class="row tight">
          {one.score.lowered_by.slice(0, 2).map((low) => <Badge key={low.kind}>{findingName(low.kind)} {lost(low.points)}</Badge>)}
        </span>
      ),
    },
  ]
  return (
    <div class="stack tight">
      <div><Segments label={t('group_by')} value={by} onText={(value) => change({ by: value === 'team' ? null : value })} options={BY.map((one) => [one, t(`by_${one}`)] as const)} /></div>
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      {!asked.value && !asked.problem ? <Skeleton lines={6} /> : null}
      {asked.value ? <Table caption={t(`by_${by}`)} columns={columns} rows={asked.value.items} rowKey={(one) => one.name} sort={{ key: 'score', down: false }} /> : null}
    </div>
  )
}

function Worst({ filters }: { filters: Filtered }) {
  const [limit, setLimit] = useState(WORST)
  const wanted = Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
  const asked = useAnswer(
    (signal) => get('/api/v1/quality/cis', { params: { query: { limit, ...wanted } }, signal }),
    [limit, filters.class, filters.team, filters.source],
    { live: false },
  )
  const items = asked.value?.items.filter((one) => one.findings.length > 0) ?? []
  return (
    <div class="stack tight">
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      {!asked.value && !asked.problem ? <Skeleton lines={8} /> : null}
      {asked.value && items.length === 0 ? <Empty title={t('nothing_lowers')} /> : null}
      <ol class="stack tight">{items.map((one) => <li key={one.ci.id}><Judged of={one} /></li>)}</ol>
      {asked.value?.next && items.length === limit ? <div><Button busy={asked.busy} onClick={() => setLimit(limit + 50)}>{t('more')}</Button></div> : null}
    </div>
  )
}

/** Points that were lost, to a tenth: what is less than that is not nothing. */
function lost(points: number): string {
  return points < 0.05 ? `< ${number(0.1)}` : `−${number(Math.round(points * 10) / 10)}`
}
