/** The query of the address: a link reproduces the view. */
import { useLocation } from 'preact-iso'
import { useCallback } from 'preact/hooks'

export type Query = Record<string, string>
type Change = Record<string, string | number | boolean | null | undefined>

/** Return the query and what changes parts of it; empty, null and false take a part away. */
export function useQuery(): [Query, (change: Change, how?: { push?: boolean }) => void] {
  const { query, route } = useLocation()
  const change = useCallback(
    (parts: Change, how: { push?: boolean } = {}) => {
      route(addressed(location.pathname, { ...Object.fromEntries(new URLSearchParams(location.search)), ...parts }), !how.push)
    },
    [route],
  )
  return [query, change]
}

/** A path with its query. */
export function addressed(path: string, query: Change): string {
  const parts = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
  const text = new URLSearchParams(parts.map(([name, value]) => [name, String(value)])).toString()
  return text ? `${path}?${text}` : path
}
