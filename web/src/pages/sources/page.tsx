import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Database, Pencil, Play, PlugZap, Plus, Upload } from 'lucide'
import { get, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { useQuery } from '../../query'
import { number } from '../../texts'
import { may } from '../../who'
import { Badge, Button, Empty, LinkButton, Menu, PageHead, ProblemView, Select, Skeleton, Table, TextField, When, type Column } from '../../ui'
import { runPath } from '../runs/status'
import { Area } from './area'
import { checked, runNow } from './live'
import { LiveForm } from './live-form'
import { Hosts } from './hosts'
import { t } from './words'
import './sources.css'

export type Standing = Answer<'get', '/api/v1/quality/sources'>['items'][number]

const TONES = { ok: 'ok', stale: 'degraded', vetoed: 'down', failed: 'down', running: 'accent', never: 'plain' } as const

/** All sources: what was imported, and what is asked over the network; how each stands, and what to do. */
export default function Sources() {
  const { route } = useLocation()
  const [query, change] = useQuery()
  const asked = useAnswer((signal) => get('/api/v1/quality/sources', { signal }), [])
  const [edited, setEdited] = useState<string | null>(null)
  const every = urgent(asked.value?.items ?? [])
  const q = (query['q'] ?? '').toLowerCase()
  const state = query['state'] ?? ''
  const shown = every.filter((one) => (!state || one.state === state) && `${one.source} ${one.kind ?? ''}`.toLowerCase().includes(q))
  const attention = every.filter((one) => one.state === 'vetoed' || one.state === 'failed').length

  const columns: Column<Standing>[] = [
    { key: 'source', title: t('source'), sort: (one) => one.source, cell: (one) => <Name one={one} /> },
    { key: 'state', title: t('state'), sort: (one) => one.state, cell: (one) => <State one={one} /> },
    { key: 'cis', title: t('cis'), align: 'end', sort: (one) => one.cis, cell: (one) => <Known one={one} /> },
    { key: 'missing', title: t('missing'), align: 'end', sort: (one) => one.missing, cell: (one) => (one.missing ? number(one.missing) : <span class="soft">0</span>) },
    { key: 'seen', title: t('seen'), sort: (one) => one.seen_at, cell: (one) => <When at={one.seen_at} /> },
    { key: 'last', title: t('last_run'), sort: (one) => started(one), cell: (one) => <Last one={one} /> },
    { key: 'actions', title: t('actions'), bare: true, align: 'end', cell: (one) => <Actions one={one} edit={() => setEdited(one.source)} go={route} /> },
  ]

  return (
    <>
      <PageHead
        title={t('title')}
        under={attention ? t('attention', { n: attention }) : t('about')}
        actions={
          <>
            {may('admin') ? <Button icon={Plus} onClick={() => setEdited('')}>{t('add_live')}</Button> : null}
            {may('operate') ? <LinkButton kind="first" icon={Upload} href="/sources/import">{t('import')}</LinkButton> : null}
          </>
        }
      />
      <Area here="sources" />
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      {!asked.value && !asked.problem ? <Skeleton lines={6} /> : null}
      {asked.value && every.length === 0 ? (
        <Empty
          icon={Database}
          title={t('none')}
          actions={may('operate') ? <LinkButton kind="first" icon={Upload} href="/sources/import">{t('import')}</LinkButton> : undefined}
        >
          {t('none_about')}
        </Empty>
      ) : null}
      {every.length > 0 ? (
        <div class="stack">
          <div class="sources-filters">
            <TextField bare label={t('filter')} placeholder={t('filter')} type="search" value={query['q'] ?? ''} onText={(text) => change({ q: text })} />
            <Select bare label={t('state')} value={state} onText={(value) => change({ state: value })} options={states(every)} />
          </div>
          {shown.length ? <Table caption={t('title')} columns={columns} rows={shown} rowKey={(one) => one.source} /> : <Empty title={t('no_match')} />}
          {may('operate') ? <Hosts /> : null}
        </div>
      ) : null}
      {edited === null ? null : <LiveForm name={edited} onClose={() => setEdited(null)} onSaved={asked.again} />}
    </>
  )
}

const URGENCY = ['vetoed', 'failed', 'running', 'stale', 'never', 'ok'] as const

/** What somebody has to look at comes first. */
const urgent = (every: readonly Standing[]): Standing[] => every.toSorted((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state))

function states(every: readonly Standing[]): [string, string][] {
  const there = [...new Set(every.map((one) => one.state))].sort()
  return [['', t('any_state')], ...there.map((one): [string, string] => [one, t(`state_${one}`)])]
}

const started = (one: Standing): string | undefined => (one.last_run as { started_at?: string } | null)?.started_at

function Name({ one }: { one: Standing }) {
  return (
    <span class="sources-name">
      <bdi class="clip" title={one.source}>{one.source}</bdi>
      <span class="soft small">{one.kind?.replaceAll('_', ' ')}{one.live ? ` · ${t('live')}` : ''}</span>
    </span>
  )
}

function State({ one }: { one: Standing }) {
  const why = one.state === 'stale' && one.seen_at ? t('stale_why', { days: one.age_days ?? 0, limit: one.limit_days }) : t(`why_${one.state}`)
  return <Badge tone={TONES[one.state]} title={why}>{t(`state_${one.state}`)}</Badge>
}

function Known({ one }: { one: Standing }) {
  if (!one.cis) return <span class="soft">0</span>
  return <a href={`/find?source=${encodeURIComponent(one.source)}`} title={t('find_cis')}>{number(one.cis)}</a>
}

function Last({ one }: { one: Standing }) {
  const run = one.last_run as { id: string; status: string; started_at: string } | null
  if (!run) return <span class="soft">—</span>
  return <a href={runPath(run.id)}><When at={run.started_at} /></a>
}

function Actions({ one, edit, go }: { one: Standing; edit: () => void; go: (path: string) => void }) {
  const run = one.last_run as { id: string } | null
  if (one.state === 'vetoed' && run && may('operate')) return <LinkButton small href={runPath(run.id)}>{t('decide')}</LinkButton>
  const items = [
    one.live && may('operate') ? { text: t('plan_now'), icon: Play, onPick: () => void runNow(one.source, true).then((id) => id && go(runPath(id))) } : null,
    one.live && may('operate') ? { text: t('run_now'), icon: Play, onPick: () => void runNow(one.source, false).then((id) => id && go(runPath(id))) } : null,
    one.live && may('operate') ? { text: t('check'), icon: PlugZap, onPick: () => void checked(one.source) } : null,
    one.live && may('admin') ? { text: t('edit_live'), icon: Pencil, onPick: edit } : null,
    !one.live && may('operate') ? { text: t('import_again'), icon: Upload, href: '/sources/import' } : null,
    { text: t('its_runs'), href: `/runs?source=${encodeURIComponent(one.source)}` },
    { text: t('its_conflicts'), href: `/conflicts?source=${encodeURIComponent(one.source)}` },
  ].filter((item) => item !== null)
  return <Menu small kind="quiet" label={t('actions_of', { name: one.source.slice(0, 80) })} items={items}>{t('actions')}</Menu>
}
