/** What somebody wants to see of a map, as a link says it: `/map?ci=…&up=2&down=2&expand=ID:up,ID:down`. */
import type { Query } from '../query'
import type { MapNode, Mode, Side } from './model'

export interface Wish {
  ci: string
  up: number
  down: number
  expand: string[]
  fold: string[]
  open: string[]
  hide: string[]
  every: boolean
  given: string[]
  path: string[]
  at: string
  look: '' | 'picture' | 'table'
  mode: '' | Mode
  sel: string
}

export const ALL = 1000
const LISTS = ['expand', 'fold', 'open', 'hide', 'given', 'path'] as const

export function wished(query: Query): Wish {
  const list = (name: string) => (query[name] ?? '').split(',').filter(Boolean)
  return {
    ci: query.ci ?? '',
    up: steps(query.up),
    down: steps(query.down),
    ...(Object.fromEntries(LISTS.map((name) => [name, list(name)])) as Record<(typeof LISTS)[number], string[]>),
    every: query.every === '1',
    at: query.at ?? '',
    look: query.look === 'table' || query.look === 'picture' ? query.look : '',
    mode: query.mode === 'flow' || query.mode === 'lanes' ? query.mode : '',
    sel: query.sel ?? '',
  }
}

function steps(said: string | undefined): number {
  if (said === 'all') return ALL
  const found = Number.parseInt(said ?? '2', 10)
  return Number.isNaN(found) ? 2 : Math.min(ALL, Math.max(0, found))
}

const counted = (value: number): string | null => (value === 2 ? null : value >= ALL ? 'all' : String(value))

/** The wish as parts of a query; what is as by default is left out. */
export function asQuery(wish: Wish): Record<string, string | null> {
  return {
    ci: wish.ci,
    up: counted(wish.up),
    down: counted(wish.down),
    ...Object.fromEntries(LISTS.map((name) => [name, wish[name].join(',') || null])),
    every: wish.every ? '1' : null,
    at: wish.at || null,
    look: wish.look || null,
    mode: wish.mode || null,
    sel: wish.sel || null,
  }
}

/** The wish as the API takes it. */
export function asked(wish: Wish): Record<string, string | string[] | number | boolean> {
  const query: Record<string, string | string[] | number | boolean> = { up: wish.up, down: wish.down }
  for (const name of LISTS) if (wish[name].length) query[name] = name === 'given' ? wish.given.map(stated) : wish[name]
  if (wish.every) query.every = true
  if (wish.at) query.at = wish.at
  return query
}

/** What a part of the wish comes to when one walks on, back, opens a group. */
export const expanded = (wish: Wish, id: string, side: Side): Partial<Wish> => {
  const step = `${id}:${side}`
  return wish.fold.includes(step) ? { fold: wish.fold.filter((one) => one !== step) } : { expand: [...wish.expand.filter((one) => one !== step), step] }
}
export const folded = (wish: Wish, id: string, side: Side): Partial<Wish> => {
  const step = `${id}:${side}`
  return { expand: wish.expand.filter((one) => one !== step), fold: [...wish.fold.filter((one) => one !== step), step] }
}
/** True where a step leads away from the centre on that side, or was asked for: it can be taken back. */
export const foldable = (wish: Wish, node: MapNode, side: Side): boolean =>
  node.asked === true || wish.expand.includes(`${node.id}:${side}`) || (side === 'up' ? (node.step ?? 0) < 0 : (node.step ?? 0) > 0)
export const opened = (wish: Wish, key: string): Partial<Wish> => ({ open: [...wish.open.filter((one) => one !== key), key] })
/** Another CI in the middle: what was opened around the former is of no use there. */
export const centred = (id: string): Partial<Wish> => ({ ci: id, expand: [], fold: [], open: [], sel: '', path: [] })

/** `ID:down` of a link, as on the impact page, is `down=ID` to the API. */
const stated = (one: string): string => one.replace(/^(.*):(down|degraded|at_risk)$/, '$2=$1')
/** The CI of what is supposed. */
export const supposedOf = (one: string): string => one.replace(/:(down|degraded|at_risk)$/, '')
