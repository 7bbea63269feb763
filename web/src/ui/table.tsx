import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { ArrowDown, ArrowUp } from 'lucide'
import { Icon } from './icon'
import { Check } from './field'
import { t } from './words'
import { language } from '../texts'

export interface Column<R> {
  key: string
  title: string
  cell: (row: R) => ComponentChildren
  /** What it is sorted by; a column without it cannot be sorted. With `onSort` given, `true` is enough. */
  sort?: ((row: R) => string | number | null | undefined) | true
  align?: 'end'
  /** A CSS width. */
  width?: string
  /** The head is only read out. */
  bare?: boolean
}

export interface Sort {
  key: string
  down: boolean
}

interface TableProps<R> {
  /** What the table is, for who does not see it. */
  caption: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string
  sort?: Sort | undefined
  /** Given where the server sorts; else the table does. */
  onSort?: (sort: Sort) => void
  selected?: ReadonlySet<string>
  onSelect?: (keys: ReadonlySet<string>) => void
  /** How a row is named beside its box. */
  rowName?: (row: R) => string
  rowClass?: (row: R) => string | undefined
}

/** A table: sortable heads, a head that stays in sight, rows to select; on a phone each row becomes a card. */
export function Table<R>(props: TableProps<R>) {
  const { caption, columns, rows, rowKey, onSort, selected, onSelect, rowName, rowClass } = props
  const [own, setOwn] = useState<Sort | undefined>(props.sort)
  const sort = onSort ? props.sort : own
  const shown = useMemo(() => (onSort || !sort ? rows : sorted(rows, columns, sort)), [rows, columns, sort, onSort])
  const turn = (key: string) => {
    const next = { key, down: sort?.key === key ? !sort.down : false }
    if (onSort) onSort(next)
    else setOwn(next)
  }
  const all = selected && rows.length > 0 && rows.every((row) => selected.has(rowKey(row)))
  const toggle = (row: R, on: boolean) => {
    const next = new Set(selected)
    if (on) next.add(rowKey(row))
    else next.delete(rowKey(row))
    onSelect?.(next)
  }
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={caption}>
      <table class="table">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {selected ? (
              <th class="table-select">
                <Check bare label={t('select_all')} checked={all ?? false} onCheck={(on) => onSelect?.(new Set(on ? rows.map(rowKey) : []))} />
              </th>
            ) : null}
            {columns.map((one) => (
              <Head key={one.key} column={one as Column<unknown>} sort={sort} turn={turn} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)} class={rowClass?.(row)} aria-selected={selected ? selected.has(rowKey(row)) : undefined}>
              {selected ? (
                <td class="table-select">
                  <Check bare label={rowName?.(row) ?? t('select')} checked={selected.has(rowKey(row))} onCheck={(on) => toggle(row, on)} />
                </td>
              ) : null}
              {columns.map((one) => (
                <td key={one.key} data-label={one.bare ? undefined : one.title} class={one.align}>{one.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Head({ column, sort, turn }: { column: Column<unknown>; sort: Sort | undefined; turn: (key: string) => void }) {
  const mine = sort?.key === column.key
  const title = column.bare ? <span class="unseen">{column.title}</span> : column.title
  return (
    <th
      scope="col"
      class={column.align}
      style={column.width ? { width: column.width } : undefined}
      aria-sort={mine ? (sort.down ? 'descending' : 'ascending') : undefined}
    >
      {column.sort ? (
        <button type="button" class="table-sort" onClick={() => turn(column.key)}>
          {title}
          {mine ? <Icon of={sort.down ? ArrowDown : ArrowUp} size={12} /> : null}
        </button>
      ) : (
        title
      )}
    </th>
  )
}

function sorted<R>(rows: readonly R[], columns: readonly Column<R>[], sort: Sort): readonly R[] {
  const by = columns.find((one) => one.key === sort.key)?.sort
  if (typeof by !== 'function') return rows
  const compare = new Intl.Collator(language.value, { numeric: true }).compare
  const sign = sort.down ? -1 : 1
  return [...rows].sort((a, b) => {
    const [x, y] = [by(a), by(b)]
    // What has no value stands last, either way.
    if (x === null || x === undefined || x === '') return y === null || y === undefined || y === '' ? 0 : 1
    if (y === null || y === undefined || y === '') return -1
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : compare(String(x), String(y)))
  })
}
