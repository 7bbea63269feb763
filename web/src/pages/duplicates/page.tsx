import { useState } from 'preact/hooks'
import { CopyCheck } from 'lucide'
import { get, post, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { useQuery } from '../../query'
import { attributeName } from '../../model/words'
import { may } from '../../who'
import { Badge, Button, CiLink, done, Empty, failed, LinkButton, PageHead, ProblemView, Skeleton, Table, Tabs, When, type Column } from '../../ui'
import { Area } from '../sources/area'
import { t } from './words'
import './duplicates.css'

export type Case = Answer<'get', '/api/v1/duplicates'>['items'][number]

const TABS = ['open', 'retirements', 'merged', 'distinct'] as const
type Tab = (typeof TABS)[number]
const A_PAGE = 50

/** The cases that a person decides: CIs that may be the same, CIs that no source sees but a group still wants. */
export default function Duplicates() {
  const [query, change] = useQuery()
  const [limit, setLimit] = useState(A_PAGE)
  const tab = TABS.find((one) => one === (query['tab'] ?? query['list'])) ?? 'open'
  const asked = useAnswer(
    (signal) =>
      tab === 'retirements'
        ? get('/api/v1/retirements', { params: { query: { limit } }, signal })
        : get('/api/v1/duplicates', { params: { query: { status: tab, limit } }, signal }),
    [tab, limit],
    { keep: false },
  )
  const items = asked.value?.items
  const first = tab === 'open' ? items?.[0] : undefined
  return (
    <>
      <PageHead title={t('title')} under={t('about')} actions={first ? <LinkButton kind="first" href={casePath(first.id)}>{t('begin')}</LinkButton> : null} />
      <Area here="duplicates" />
      <Tabs label={t('title')} tabs={TABS.map((one) => ({ key: one, text: t(`tab_${one}`) }))} value={tab} onText={(key) => change({ tab: key === 'open' ? null : key, list: null })}>
        {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
        {!items && !asked.problem ? <Skeleton lines={6} /> : null}
        {items?.length === 0 ? <Empty icon={CopyCheck} title={t(`none_${tab}`)}>{t(`none_about_${tab}`)}</Empty> : null}
        {items?.length ? (
          <div class="stack">
            <Table caption={t(`tab_${tab}`)} columns={columns(tab, asked.again)} rows={items} rowKey={(one) => one.id} />
            {asked.value?.next && limit < 1000 ? <div><Button busy={asked.busy} onClick={() => setLimit(limit + 200)}>{t('more')}</Button></div> : null}
          </div>
        ) : null}
      </Tabs>
    </>
  )
}

/** The address of a case. */
export const casePath = (id: string): string => `/duplicates/${encodeURIComponent(id)}`

/** Why there is a case, in the reader's language where it is one of the usual reasons. */
export function caseReason(one: { kind: string; by?: string | null; reason: string; cis: readonly unknown[] }): string {
  if (one.kind === 'retirement') return one.reason
  if (!one.by || one.by === 'a person') return t('brought')
  const by = attributeName(one.by)
  return one.reason.includes('have its') ? t('several_have', { n: one.cis.length, by }) : t('both_have', { by })
}

function columns(tab: Tab, again: () => void): Column<Case>[] {
  const cis: Column<Case> = {
    key: 'cis',
    title: t('cis'),
    cell: (one) => (
      <ul class="duplicates-cis">
        {one.cis.map((ci) => <li key={ci.id}><CiLink ci={ci} withClass /></li>)}
      </ul>
    ),
  }
  const why: Column<Case> = { key: 'why', title: t('why'), cell: (one) => <span dir="auto">{caseReason(one)}</span> }
  const source: Column<Case> = { key: 'source', title: t('source'), cell: (one) => (one.source ? <bdi>{one.source}</bdi> : <span class="soft">{t('a_person')}</span>) }
  const opened: Column<Case> = { key: 'opened', title: t('opened'), sort: (one) => one.opened_at, cell: (one) => <When at={one.opened_at} /> }
  if (tab === 'retirements') {
    return [cis, why, source, opened, { key: 'decide', title: t('decide'), bare: true, align: 'end', cell: (one) => <Retirement one={one} again={again} /> }]
  }
  const name: Column<Case> = { key: 'name', title: t('case'), sort: (one) => one.name, cell: (one) => <a class="duplicates-name" href={casePath(one.id)} dir="auto">{one.name}</a> }
  if (tab === 'open') return [name, cis, why, source, opened]
  const by: Column<Case> = { key: 'by', title: t('decided_by'), cell: (one) => <span><bdi>{one.decided_by}</bdi> <span class="soft small"><When at={one.decided_at} /></span></span> }
  return [name, cis, why, by]
}

function Retirement({ one, again }: { one: Case; again: () => void }) {
  if (!may('operate')) return <Badge>{t('waits')}</Badge>
  const decide = async (decision: 'retire' | 'keep') => {
    const path = { case: one.id }
    try {
      await post('/api/v1/retirements/{case}/{decision}', { params: { path: { ...path, decision } } })
      done(t(decision === 'retire' ? 'retired' : 'kept', { name: one.name.slice(0, 80) }), () =>
        post('/api/v1/retirements/{case}/{decision}', { params: { path: { ...path, decision: 'reopen' } } }).then(again))
    } catch (reason) {
      failed(reason)
    }
    again()
  }
  return (
    <span class="row tight duplicates-decide">
      <Button small onClick={() => void decide('keep')}>{t('keep')}</Button>
      <Button small kind="danger" onClick={() => void decide('retire')}>{t('retire')}</Button>
    </span>
  )
}
