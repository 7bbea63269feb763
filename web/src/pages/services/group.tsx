import { className, valueName } from '../../model/words'
import { number } from '../../texts'
import { Badge, CiLink, StateMark, Table, type Column } from '../../ui'
import type { By, Grouped } from './grouping'
import { servicePath, type Listed, type Mark } from './shapes'
import { t } from './words'

/** One group of the catalogue. */
export function Group({ group, by, marks }: { group: Grouped; by: By; marks: ReadonlyMap<string, Mark> }) {
  const title = heading(group.key, by)
  const all: (Column<Listed> | null)[] = [
    { key: 'name', title: t('service'), sort: (row) => row.ci.name, cell: (row) => <CiLink ci={row.ci} href={servicePath(row.ci.id)} withClass={by !== 'class'} /> },
    { key: 'state', title: t('state'), width: '126px', cell: (row) => <StateMark of={row.state ?? 'unknown'} /> },
    by === 'criticality' ? null : { key: 'criticality', title: t('criticality'), width: '110px', cell: (row) => criticality(row.ci.criticality) },
    by === 'team' ? null : { key: 'team', title: t('team'), width: '170px', sort: (row) => row.ci.support_team, cell: (row) => <bdi>{row.ci.support_team ?? '—'}</bdi> },
    { key: 'owner', title: t('owner'), width: '130px', sort: (row) => row.ci.owner, cell: (row) => <bdi>{row.ci.owner ?? '—'}</bdi> },
    { key: 'users', title: t('users'), width: '100px', align: 'end', sort: (row) => marks.get(row.ci.id)?.users, cell: (row) => said(marks.get(row.ci.id), (mark) => (mark.consumers ? number(mark.users) : '—')) },
    { key: 'weak', title: t('weak'), width: '130px', align: 'end', sort: (row) => marks.get(row.ci.id)?.down, cell: (row) => said(marks.get(row.ci.id), weak) },
    { key: 'known', title: t('known'), width: '90px', align: 'end', sort: (row) => marks.get(row.ci.id)?.known, cell: (row) => said(marks.get(row.ci.id), (mark) => (mark.known === null ? '—' : number(Math.round(mark.known)))) },
  ]
  const columns = all.filter((one) => one !== null)
  return (
    <section class="services-group" aria-labelledby={`services-${group.key}`}>
      <h2 id={`services-${group.key}`} dir="auto">{title} <span class="soft number">{number(group.items.length)}</span></h2>
      <Table caption={t('caption', { group: title })} columns={columns} rows={group.items} rowKey={(row) => row.ci.id} />
    </section>
  )
}

function heading(key: string, by: By): string {
  if (key === '') return t(by === 'criticality' ? 'no_criticality' : 'no_team')
  if (by === 'criticality') return t('criticality_of', { of: valueName('criticality', key) })
  return by === 'class' ? className(key) : key
}

function said(mark: Mark | undefined, say: (mark: Mark) => preact.ComponentChildren) {
  return mark ? say(mark) : <span class="soft" aria-hidden="true">·</span>
}

function weak(mark: Mark) {
  if (!mark.suppliers) return <span class="soft" title={t('weak_nothing')}>—</span>
  return (
    <span title={t('weak_about', { down: mark.down, degraded: mark.degraded, all: number(mark.suppliers) })}>
      {number(mark.down)} <span class="soft small">{t('weak_of', { all: number(mark.suppliers) })}</span>
    </span>
  )
}

/** Only what is out of the ordinary is marked. */
export function criticality(value: string | null) {
  if (!value) return <span class="soft">—</span>
  const text = valueName('criticality', value)
  return value === 'critical' ? <Badge tone="accent">{text}</Badge> : text
}
