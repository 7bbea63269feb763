import { CalendarCheck } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { useQuery } from '../../query'
import { day, number } from '../../texts'
import { Badge, CiLink, Empty, ProblemView, Segments, Skeleton, StateMark, Table, type Column } from '../../ui'
import { servicePath, type Ends } from './shapes'
import { t } from './words'

const SPANS = ['P30D', 'P90D', 'P365D'] as const

/** What ends soon, and which services that would hit. */
export function Ending() {
  const [query, change] = useQuery()
  const within = SPANS.find((one) => one === query['within']) ?? 'P90D'
  const asked = useAnswer((signal) => get('/api/v1/expiring', { params: { query: { within, limit: 100 } }, signal }), [within])
  return (
    <div class="stack">
      <div class="services-controls">
        <Segments label={t('within')} value={within} options={SPANS.map((one) => [one, t(one)])} onText={(one) => change({ within: one })} />
        {asked.value ? <span class="soft small" role="status">{t('endings', { n: asked.value.total, ended: asked.value.ended })}</span> : null}
      </div>
      {asked.value ? <EndingTable rows={asked.value.items} /> : asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : <Skeleton lines={6} />}
    </div>
  )
}

/** What ends, in order. */
export function EndingTable({ rows }: { rows: readonly Ends[] }) {
  const columns: Column<Ends>[] = [
    { key: 'ends', title: t('ends'), width: '210px', cell: (row) => <Until of={row} /> },
    { key: 'ci', title: t('what'), cell: (row) => <CiLink ci={row.ci} withClass /> },
    { key: 'kind', title: t('kind_of_end'), width: '130px', cell: (row) => t(`ends_${row.kind}`) },
    { key: 'team', title: t('team'), width: '150px', cell: (row) => <bdi>{row.ci.support_team ?? row.ci.owner ?? '—'}</bdi> },
    { key: 'hits', title: t('hits'), cell: (row) => <Hits of={row} /> },
  ]
  if (rows.length === 0) return <Empty icon={CalendarCheck} title={t('nothing_ends')} />
  return <Table caption={t('ending')} columns={columns} rows={rows} rowKey={(row) => row.ci.id + row.kind} />
}

/** When something ends, as one needs to know it: how many days there are. */
export function Until({ of }: { of: Ends }) {
  return (
    <span class="row tight">
      <Badge tone={of.ended ? 'down' : of.days <= 14 ? 'degraded' : 'plain'}>{of.ended ? t('ended', { n: -of.days }) : t('in_days', { n: of.days })}</Badge>
      <span class="soft small">{day(of.ends)}</span>
    </span>
  )
}

function Hits({ of }: { of: Ends }) {
  if (!of.hits) return <span class="soft">{t('hits_nothing')}</span>
  if (of.hits.service_count === 0) return <span class="soft">{t('hits_no_service')}</span>
  const shown = of.hits.services.slice(0, 3)
  return (
    <ul class="services-hits">
      {shown.map((one) => (
        <li key={one.ci.id} class="row tight"><StateMark of={one.state} bare /> <CiLink ci={one.ci} href={servicePath(one.ci.id)} /></li>
      ))}
      {of.hits.service_count > shown.length ? <li class="soft small">{t('and_more', { n: number(of.hits.service_count - shown.length) })}</li> : null}
    </ul>
  )
}
