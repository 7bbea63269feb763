import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { className, layerName, valueName } from '../../model/words'
import type { Row } from '../../search/found'
import { CiLink, StateMark, Table, When, type Column, type Sort } from '../../ui'
import { sortText } from './asked'
import { fieldName, t } from './words'

interface ResultsProps {
  rows: readonly Row[]
  columns: readonly string[]
  sort: Sort | undefined
  onSort: (sort: string) => void
  selected: ReadonlySet<string> | undefined
  onSelect: (keys: ReadonlySet<string>) => void
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const LONGEST = 300

/** The table with the columns that somebody chose; the server sorts. */
export function Results({ rows, columns, sort, onSort, selected, onSelect }: ResultsProps) {
  const shown = useMemo(
    () => columns.map((name): Column<Row> => ({ key: name, title: fieldName(name), sort: true, cell: (row) => <Cell row={row} name={name} /> })),
    [columns],
  )
  return (
    <Table
      caption={t('results')}
      columns={shown}
      rows={rows}
      rowKey={(row) => row.id}
      rowName={(row) => t('select', { name: row.name.slice(0, 100) })}
      rowClass={(row) => (row.lifecycle === 'retired' || row.lifecycle === 'disposed' ? 'find-gone' : undefined)}
      sort={sort}
      onSort={(next) => onSort(sortText(next))}
      {...(selected ? { selected, onSelect } : {})}
    />
  )
}

function Cell({ row, name }: { row: Row; name: string }) {
  if (name === 'name') return <CiLink ci={row} />
  if (name === 'class') return <span class="find-class">{className(row.class)}</span>
  if (name === 'layer') return <>{layerName(row.layer)}</>
  if (name === 'health') return row.health ? <StateMark of={row.health} /> : <None />
  const value: unknown = name in row ? row[name as keyof Row] : row.values[name]
  return said(name, value)
}

function None() {
  return <span class="soft find-none"><span aria-hidden="true">—</span><span class="unseen">{t('none')}</span></span>
}

function said(name: string, value: unknown): ComponentChildren {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return <None />
  if (Array.isArray(value)) return <span class="find-value" dir="auto">{value.map(String).join(', ').slice(0, LONGEST)}</span>
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  const text = typeof value === 'string' ? valueName(name, value) : String(value)
  if (typeof value === 'string' && MOMENT.test(value)) return <When at={value} />
  if (name === 'criticality' && (value === 'critical' || value === 'high')) return <strong class={`find-${value}`}>{text}</strong>
  return <span class="find-value" dir="auto" title={text.length > 60 ? text.slice(0, LONGEST) : undefined}>{text.slice(0, LONGEST)}</span>
}
