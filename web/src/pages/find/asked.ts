/** What the address asks: text, filters, order, columns. A link reproduces the view. */
import { useLocation } from 'preact-iso'
import { useCallback, useMemo } from 'preact/hooks'
import { kept, isTexts } from '../../kept'
import { MOST_CHARACTERS } from '../../search/found'
import type { Sort } from '../../ui'

export const FILTERS = ['class', 'layer', 'environment', 'owner', 'support_team', 'lifecycle', 'criticality', 'source'] as const
export type Filter = (typeof FILTERS)[number]
export const COLUMNS: readonly string[] = ['name', 'class', 'environment', 'lifecycle', 'criticality', 'owner', 'support_team']
/** What each row has without asking for it. */
export const HELD: ReadonlySet<string> = new Set([...COLUMNS, 'layer', 'health', 'id'])

export interface Asked {
  q: string
  filters: Partial<Record<Filter, string[]>>
  sort: string | null
  columns: readonly string[]
  /** The saved list that is shown, if it is one. */
  list: string | null
}

const chosen = kept<string[]>('find.columns', [...COLUMNS], isTexts)

/** Return what an address asks. */
export function askedOf(search: string): Asked {
  const query = new URLSearchParams(search)
  const filters: Asked['filters'] = {}
  for (const name of FILTERS) if (query.has(name)) filters[name] = [...new Set(query.getAll(name))]
  const columns = query.get('columns')?.split(',').filter(Boolean)
  return {
    q: query.get('q') ?? '',
    filters,
    sort: query.get('sort'),
    columns: columns?.length ? [...new Set(['name', ...columns])] : chosen.value,
    list: query.get('list'),
  }
}

/** The address of a view. */
export function findPath(asked: Partial<Asked>): string {
  const query = new URLSearchParams()
  if (asked.q) query.set('q', asked.q)
  for (const name of FILTERS) for (const value of asked.filters?.[name] ?? []) query.append(name, value)
  if (asked.sort) query.set('sort', asked.sort)
  // Left out only where everybody sees the same without it.
  const usual = COLUMNS.join()
  if (asked.columns?.length && (asked.columns.join() !== usual || chosen.value.join() !== usual)) query.set('columns', asked.columns.join(','))
  if (asked.list) query.set('list', asked.list)
  const text = query.toString()
  return text ? `/find?${text}` : '/find'
}

export type Change = (change: Partial<Asked>, how?: { push?: boolean }) => void

/** Return what the address asks, and what changes it. */
export function useAsked(): [Asked, Change] {
  const { url, route } = useLocation()
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  const asked = useMemo(() => askedOf(search), [search, chosen.value])
  const change = useCallback<Change>(
    (parts, how = {}) => {
      const now = askedOf(location.search)
      if (parts.columns) chosen.value = [...parts.columns]
      route(findPath({ ...now, ...parts }), !how.push)
    },
    [route],
  )
  return [asked, change]
}

/** The same as GET /api/v1/search takes it, without order and columns. */
export function questionOf(asked: Pick<Asked, 'q' | 'filters'>): { q: string } & Asked['filters'] {
  return { q: asked.q.trim().slice(0, MOST_CHARACTERS), ...asked.filters }
}

/** The same with every filter, as bodies have it. */
export function wholeQuestion(asked: Pick<Asked, 'q' | 'filters'>): { q: string } & Record<Filter, string[]> {
  const none = Object.fromEntries(FILTERS.map((name) => [name, [] as string[]])) as Record<Filter, string[]>
  return { ...none, ...questionOf(asked) }
}

export const sortOf = (sort: string | null): Sort | undefined =>
  sort ? { key: sort.replace(/^-/, ''), down: sort.startsWith('-') } : undefined
export const sortText = (sort: Sort): string => `${sort.down ? '-' : ''}${sort.key}`

/** True where anything is asked at all. */
export const isAsked = (asked: Asked): boolean => asked.q.trim() !== '' || Object.values(asked.filters).some((one) => one.length > 0)

/** The further columns that rows must bring. */
export const furtherColumns = (columns: readonly string[]): string => columns.filter((one) => !HELD.has(one)).join(',')
