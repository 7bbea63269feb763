/** Which row each box stands in: ranks from left to right, or lanes of layers from top to bottom. */
import type { MapLine, MapNode, Mode } from './model'

export interface Lane {
  layer: number | null
  first: number
  rows: number
}

export interface Rows {
  rows: string[][]
  /** Of flow: which rows are one rank, wrapped. Of lanes: the bands. */
  lanes: Lane[]
}

const NO_LAYER = 9
const ASPECT = 1.7
const TALLEST = 14

/** Return rows of boxes; `across` and `step` are the room that a box takes along and between rows. */
export function arranged(nodes: readonly MapNode[], lines: readonly MapLine[], mode: Mode, across: number, step: number): Rows {
  return mode === 'flow' ? flowing(nodes, lines) : inLanes(nodes, lines, across, step)
}

function flowing(nodes: readonly MapNode[], lines: readonly MapLine[]): Rows {
  const rows: string[][] = []
  const lanes: Lane[] = []
  for (const rank of tightened(nodes.map((one) => one.id), lines)) {
    const parts = wrapped(rank, Math.ceil(rank.length / Math.ceil(rank.length / TALLEST)))
    lanes.push({ layer: null, first: rows.length, rows: parts.length })
    rows.push(...parts)
  }
  return { rows, lanes }
}

function inLanes(nodes: readonly MapNode[], lines: readonly MapLine[], across: number, step: number): Rows {
  const byLayer = new Map<number, string[]>()
  const laneOf = new Map<string, number>()
  for (const node of nodes) {
    const layer = node.layer ?? NO_LAYER
    laneOf.set(node.id, layer)
    const held = byLayer.get(layer)
    if (held) held.push(node.id)
    else byLayer.set(layer, [node.id])
  }
  const inside = new Map<number, MapLine[]>()
  for (const line of lines) {
    const lane = laneOf.get(line.from)
    if (lane === undefined || lane !== laneOf.get(line.to)) continue
    const held = inside.get(lane)
    if (held) held.push(line)
    else inside.set(lane, [line])
  }
  const ranked = [...byLayer].sort(([a], [b]) => a - b).map(([layer, ids]) => ({ layer, ranks: tightened(ids, inside.get(layer) ?? []) }))
  const columns = columned(ranked.flatMap((one) => one.ranks.map((rank) => rank.length)), across, step)
  const rows: string[][] = []
  const lanes: Lane[] = []
  for (const { layer, ranks } of ranked) {
    const first = rows.length
    for (const rank of ranks) rows.push(...wrapped(rank, columns))
    lanes.push({ layer: layer === NO_LAYER ? null : layer, first, rows: rows.length - first })
  }
  return { rows, lanes }
}

/** So many columns that the whole has about the shape of a screen. */
function columned(sizes: readonly number[], across: number, step: number): number {
  for (let columns = 4; columns < 40; columns++) {
    const rows = sizes.reduce((n, size) => n + Math.ceil(size / columns), 0)
    if (columns * across >= ASPECT * rows * step) return columns
  }
  return 40
}

/** The rank in as few rows as fit, filled column by column: neighbours stay near. */
function wrapped(rank: readonly string[], columns: number): string[][] {
  const rows = Math.max(1, Math.ceil(rank.length / columns))
  return Array.from({ length: rows }, (_, row) => rank.filter((_id, at) => at % rows === row))
}

/**
 * Ranks by the longest way from a dependent at the top; what only needs others stands as near to them as it can.
 * A line that would close a cycle does not count.
 */
function tightened(ids: readonly string[], lines: readonly MapLine[]): string[][] {
  const down = new Map<string, string[]>(ids.map((id) => [id, []]))
  for (const line of lines) if (line.from !== line.to && down.has(line.to)) down.get(line.from)?.push(line.to)
  const order = sorted(ids, down)
  const at = new Map(order.map((id, n) => [id, n]))
  const up = new Map<string, string[]>(ids.map((id) => [id, []]))
  const rank = new Map<string, number>(ids.map((id) => [id, 0]))
  for (const id of order) {
    const further = (down.get(id) ?? []).filter((other) => (at.get(other) ?? 0) > (at.get(id) ?? 0))
    down.set(id, further)
    for (const other of further) {
      up.get(other)?.push(id)
      rank.set(other, Math.max(rank.get(other) ?? 0, (rank.get(id) ?? 0) + 1))
    }
  }
  for (const id of order.toReversed()) {
    const [above, below] = [up.get(id) ?? [], down.get(id) ?? []]
    if (below.length > above.length) rank.set(id, Math.min(...below.map((other) => rank.get(other) ?? 0)) - 1)
  }
  const lowest = Math.min(...rank.values(), 0)
  const ranks: string[][] = []
  for (const id of ids) (ranks[(rank.get(id) ?? 0) - lowest] ??= []).push(id)
  return ranks.filter((one) => one !== undefined)
}

/** Dependents before what they need, as far as cycles allow. */
function sorted(ids: readonly string[], down: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>()
  const done: string[] = []
  for (const start of ids) {
    const line: [string, number][] = seen.has(start) ? [] : [[start, 0]]
    seen.add(start)
    while (line.length) {
      const top = line[line.length - 1] as [string, number]
      const next = down.get(top[0])?.[top[1]++]
      if (next === undefined) {
        done.push(top[0])
        line.pop()
      } else if (!seen.has(next)) {
        seen.add(next)
        line.push([next, 0])
      }
    }
  }
  return done.toReversed()
}
