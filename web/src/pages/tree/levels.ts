/** The levels of the tree that are loaded: each when it is opened, a page at a time. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { get, type Answer, type Problem } from '../../api/client'

export type Node = Answer<'get', '/api/v1/tree'>['items'][number]['items'][number]
export type Group = 'places' | 'platforms' | 'clouds' | 'unplaced'
export const GROUPS: readonly Group[] = ['places', 'platforms', 'clouds', 'unplaced']

export interface Level {
  nodes: readonly Node[]
  total: number
  next: string | null
  problem?: Problem
}

/** Where a node stands: the ids from its root down. A CI may stand in several places. */
export type Key = string
export const keyOf = (parent: Key, id: string): Key => `${parent}/${id}`
const idOf = (key: Key): string => key.slice(key.lastIndexOf('/') + 1)

const A_PAGE = 100
const MOST = 1000

interface Levels {
  levels: ReadonlyMap<Key, Level>
  /** Load a level that is not there yet; with `more` its next page. */
  load: (key: Key, more?: boolean) => Promise<Level>
  /** Load a level so far that it holds a CI. */
  reach: (key: Key, id: string) => Promise<boolean>
  /** Ask again for all that is loaded. */
  again: () => void
}

/** Return the levels; a group's own key is its name. */
export function useLevels(): Levels {
  const [levels, setLevels] = useState<ReadonlyMap<Key, Level>>(new Map())
  const held = useRef(levels)
  const put = useCallback((key: Key, made: Level) => {
    held.current = new Map(held.current).set(key, made)
    setLevels(held.current)
  }, [])

  const load = useCallback(
    async (key: Key, more = false): Promise<Level> => {
      const known = held.current.get(key)
      if (known && !more && !known.problem) return known
      try {
        const cursor = more ? known?.next : null
        const page = await level(key, A_PAGE, cursor)
        const made = more && known ? { ...page, nodes: [...known.nodes, ...page.nodes] } : page
        put(key, made)
        return made
      } catch (reason) {
        const failed: Level = { nodes: known?.nodes ?? [], total: known?.total ?? 0, next: known?.next ?? null, problem: reason as Problem }
        put(key, failed)
        return failed
      }
    },
    [put],
  )
  const reach = useCallback(
    async (key: Key, id: string): Promise<boolean> => {
      let found = await load(key)
      while (!found.nodes.some((one) => one.id === id) && found.next && !found.problem) found = await load(key, true)
      return found.nodes.some((one) => one.id === id)
    },
    [load],
  )
  const again = useCallback(() => {
    for (const [key, known] of held.current) {
      level(key, Math.min(MOST, Math.max(A_PAGE, known.nodes.length)), null).then(
        (page) => put(key, page),
        () => undefined, // What is shown stays; the next opening tells.
      )
    }
  }, [put])
  useEffect(() => {
    for (const group of GROUPS) void load(group)
  }, [])
  return { levels, load, reach, again }
}

async function level(key: Key, limit: number, cursor: string | null | undefined): Promise<Level> {
  const query = { limit, ...(cursor ? { cursor } : {}) }
  if (!key.includes('/')) {
    const found = (await get('/api/v1/tree', { params: { query: { ...query, group: key as Group } } })).items[0]
    return { nodes: found?.items ?? [], total: found?.total ?? 0, next: found?.next ?? null }
  }
  const found = await get('/api/v1/cis/{ref}/children', { params: { path: { ref: idOf(key) }, query } })
  return { nodes: found.items, total: found.total, next: found.next }
}
