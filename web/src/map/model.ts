/** A map as the API answers it: of a neighbourhood, of an impact answer, of a service. */

/** A CI, or a counted group of CIs. */
export interface MapNode {
  id: string
  kind: 'ci' | 'group'
  name: string
  layer: number | null
  state: string | null
  /** A group of several classes has none. */
  class: string | null
  given?: boolean
  known?: boolean
  asked?: boolean
  lifecycle?: string | null
  criticality?: string | null
  environment?: string | null
  in_operation?: boolean
  /** Neighbours that are not drawn, by type of relation; only where one can walk about. */
  up?: Record<string, number>
  down?: Record<string, number>
  /** How far below the asked CI, less than 0 above it. */
  step?: number | null
  /** Of a group. */
  by?: string
  count?: number
  states?: Record<string, number>
  says?: string
  members?: { id: string; name: string; class: string }[]
}

/** A relation from a dependent to what it needs; between groups `count` of them. */
export interface MapLine {
  from: string
  to: string
  type: string
  verb: string
  strength: string
  group: string | null
  contributes: string | null
  decided: boolean
  count: number
  origin?: string | null
}

/** A dependent's group of suppliers with its quorum. */
export interface MapPool {
  ci: string
  group: string
  needs: number
  wants: number
  members: number
  declared: boolean
  working: number | null
  state: string | null
}

export interface MapData {
  revision: number
  title: string
  /** How many CIs there are, shown or not. */
  cis: number
  relations: number
  hidden: { cis: number; relations: number; further_cis: number; further_relations: number }
  counts: Record<string, number> | null
  grouped_by: string | null
  nodes: MapNode[]
  lines: MapLine[]
  pools: MapPool[]
  /** Only of a neighbourhood. */
  asked?: string
  at_least?: boolean
  left_out?: number
  facets?: { classes: Record<string, number>; types: Record<string, number>; environments: Record<string, number> }
  way?: { over: string; cis: string[] } | null
}

export type Side = 'up' | 'down'
export type Mode = 'flow' | 'lanes'

/** So many are drawn from left to right; more stand in lanes. */
export const FLOW = 120

export const sum = (counts: Record<string, number> | undefined): number => Object.values(counts ?? {}).reduce((a, b) => a + b, 0)

/** How many CIs stand each on its own. */
export const singles = (data: MapData): number => data.nodes.reduce((n, one) => n + (one.kind === 'ci' ? 1 : 0), 0)

/** A state worth a mark; all else is well, or nothing is known. */
export function ailing(state: string | null | undefined): 'down' | 'degraded' | 'at_risk' | null {
  return state === 'down' || state === 'degraded' || state === 'at_risk' ? state : null
}

/** CIs by what stands next to them, both ways. */
export interface Near {
  up: Map<string, string[]>
  down: Map<string, string[]>
}

export function near(data: MapData): Near {
  const up = new Map<string, string[]>()
  const down = new Map<string, string[]>()
  for (const line of data.lines) {
    push(down, line.from, line.to)
    push(up, line.to, line.from)
  }
  return { up, down }
}

function push(into: Map<string, string[]>, key: string, one: string): void {
  const held = into.get(key)
  if (!held) into.set(key, [one])
  else if (!held.includes(one)) held.push(one)
}
