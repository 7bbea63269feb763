import { useState } from 'preact/hooks'
import { History } from 'lucide'
import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { useQuery } from '../../query'
import { Button, Empty, LinkButton, PageHead, ProblemView, Select, Skeleton, Table, TextField, When, type Column } from '../../ui'
import { may } from '../../who'
import { Area } from '../sources/area'
import { Numbers } from './numbers'
import type { Brief } from './shapes'
import { RunStatus, runPath } from './status'
import { t } from './words'
import './runs.css'

const A_PAGE = 30
const STATUSES = ['vetoed', 'running', 'incomplete', 'done', 'planned', 'undone', 'discarded'] as const
type Status = (typeof STATUSES)[number] | 'resumed' | 'superseded'
/** What somebody wants to see unless they ask: dry runs are not among it. */
const USUAL: Status[] = ['running', 'vetoed', 'incomplete', 'done', 'undone', 'discarded', 'resumed', 'superseded']

/** Imports that ran, the newest first. */
export default function Runs() {
  const [query, change] = useQuery()
  const [limit, setLimit] = useState(A_PAGE)
  const source = query['source'] ?? ''
  const status = query['status'] ?? ''
  const asked = useAnswer(
    (signal) => {
      const wanted = STATUSES.find((one) => one === status)
      const parts = { brief: true, limit, status: wanted ? [wanted] : USUAL, ...(source ? { source } : {}) }
      return get('/api/v1/runs', { params: { query: parts }, signal })
    },
    [source, status, limit],
  )
  const items = asked.value?.items ?? []
  const columns: Column<Brief>[] = [
    { key: 'started', title: t('started'), cell: (one) => <a href={runPath(one.id)}><When at={one.started_at} /></a> },
    { key: 'source', title: t('source'), cell: (one) => <span class="runs-source"><bdi class="clip" title={one.source}>{one.source}</bdi><span class="soft small">{one.kind.replaceAll('_', ' ')}</span></span> },
    { key: 'status', title: t('status'), cell: (one) => <RunStatus of={one.status} /> },
    { key: 'actor', title: t('actor'), cell: (one) => <bdi>{one.actor}</bdi> },
    { key: 'came', title: t('came_to'), cell: (one) => (one.report ? <Numbers of={one.report} /> : <span class="soft">—</span>) },
  ]
  return (
    <>
      <PageHead title={t('title')} under={t('about')} actions={may('operate') ? <LinkButton kind="first" href="/sources/import">{t('import')}</LinkButton> : null} />
      <Area here="runs" />
      <div class="stack">
        <div class="runs-filters">
          <Select bare label={t('status')} value={status} onText={(value) => change({ status: value })} options={[['', t('any_status')], ...STATUSES.map((one): [string, string] => [one, t(`status_${one}`)])]} />
          <TextField bare label={t('source')} placeholder={t('source_exact')} type="search" value={source} onText={(text) => change({ source: text })} />
        </div>
        {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
        {!asked.value && !asked.problem ? <Skeleton lines={8} /> : null}
        {asked.value && items.length === 0 ? <Empty icon={History} title={t(source || status ? 'no_match' : 'none')}>{t('none_about')}</Empty> : null}
        {items.length ? <Table caption={t('title')} columns={columns} rows={items} rowKey={(one) => one.id} /> : null}
        {asked.value?.next && limit < 1000 ? <div><Button busy={asked.busy} onClick={() => setLimit(Math.min(1000, limit + 100))}>{t('more')}</Button></div> : null}
      </div>
    </>
  )
}
