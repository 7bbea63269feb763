/** Where everything is drawn: boxes, bands and the points that lines pass. The same map always gives the same. */
import type { MapData, MapLine, MapPool, Mode } from './model'
import { Net } from './net'
import { arranged, type Lane } from './rows'

export const BOX = { width: 200, height: 46 }
/** By so much the cards of a counted group stand out. */
export const STACK = 6
export const PILL = 15
const ARROW = 7
const DIP = 26
const SLOT = 10
const FLOW = { gap: 18, gutter: 92, within: 28 }
const LANES = { gap: 22, step: 96, top: 18, bottom: 32, between: 8, gutter: 116 }

export interface Point {
  x: number
  y: number
}

export interface Band extends Lane {
  top: number
  height: number
  count: number
}

export interface Drawn {
  line: MapLine
  path: string
  /** The tip and the two corners of its head. */
  head: string
  /** Where a text may stand on it, the best place first. */
  places: Point[]
  /** Where it ends; of a line that goes on. */
  end: Point | null
}

export interface Pilled {
  pool: MapPool
  x: number
  y: number
}

export interface Layout {
  mode: Mode
  /** The upper left corner of each box. */
  at: Map<string, Point>
  /** The row of each box, and its order in it. */
  row: Map<string, number>
  rows: string[][]
  lines: Drawn[]
  pills: Pilled[]
  bands: Band[]
  left: number
  top: number
  width: number
  height: number
}

/** Positions along and across: across rows is x where the map flows, y where it stands in lanes. */
interface Frame {
  mode: Mode
  row: ReadonlyMap<string, number>
  near: readonly number[]
  along: ReadonlyMap<string, number>
  depth: number
  extent: number
  stacked: ReadonlySet<string>
}

/** Lay a map out. `before` is the layout that the eye knows, if it is of the same kind. */
export function laidOut(data: MapData, mode: Mode, before?: Layout): Layout {
  const flow = mode === 'flow'
  const extent = flow ? BOX.height : BOX.width
  const room = { box: extent + (flow ? FLOW.gap : LANES.gap), slot: SLOT, within: !flow }
  const { rows, lanes } = arranged(data.nodes, data.lines, mode, BOX.width + LANES.gap, LANES.step)
  const row = new Map(rows.flatMap((ids, at) => ids.map((id) => [id, at] as const)))
  const lines = data.lines.filter((line) => row.has(line.from) && row.has(line.to))
  const net = new Net(rows.map((ids) => [...ids]), room, known(before, mode, row))
  const ways = lines.map((line) => net.thread(line.from, line.to, row))
  const along = net.settled()
  const { near, bands } = flow ? { near: columns(lanes), bands: [] } : banded(data, rows, lanes)
  const stacked = new Set(data.nodes.filter((one) => one.kind === 'group').map((one) => one.id))
  const frame: Frame = { mode, row, near, along, depth: flow ? BOX.width : BOX.height, extent, stacked }
  const at = new Map<string, Point>()
  for (const [id, n] of row) at.set(id, point(mode, near[n] ?? 0, (along.get(id) ?? 0) - extent / 2))
  const ports = new Ports(frame, lines, data.pools)
  const drawn = lines.map((line, n) => {
    const slots = (ways[n] ?? []).map(({ slot, row: passed }) => ({ along: along.get(slot) ?? 0, row: passed }))
    return wire(frame, ports, line, slots)
  })
  const ordered = rows.map((ids) => ids.toSorted((a, b) => (along.get(a) ?? 0) - (along.get(b) ?? 0)))
  return { mode, at, row, rows: ordered, lines: drawn, pills: ports.pills(), bands, ...bounds(at, bands, mode, along, near) }
}

function known(before: Layout | undefined, mode: Mode, row: ReadonlyMap<string, number>): Map<string, number> {
  if (before?.mode !== mode) return new Map()
  const flow = mode === 'flow'
  const held = [...before.at].filter(([id]) => row.has(id))
  return new Map(held.map(([id, { x, y }]) => [id, flow ? y + BOX.height / 2 : x + BOX.width / 2]))
}

function columns(lanes: readonly Lane[]): number[] {
  const near: number[] = []
  let x = 0
  for (const lane of lanes) {
    for (let n = 0; n < lane.rows; n++) {
      near.push(x)
      x += BOX.width + (n + 1 < lane.rows ? FLOW.within : FLOW.gutter)
    }
  }
  return near
}

function banded(data: MapData, rows: readonly string[][], lanes: readonly Lane[]): { near: number[]; bands: Band[] } {
  const size = new Map(data.nodes.map((one) => [one.id, one.count ?? 1]))
  const near: number[] = []
  const bands: Band[] = []
  let y = 0
  for (const lane of lanes) {
    for (let n = 0; n < lane.rows; n++) near.push(y + LANES.top + LANES.step * n)
    const height = LANES.top + LANES.step * (lane.rows - 1) + BOX.height + LANES.bottom
    const ids = rows.slice(lane.first, lane.first + lane.rows).flat()
    bands.push({ ...lane, top: y, height, count: ids.reduce((total, id) => total + (size.get(id) ?? 1), 0) })
    y += height + LANES.between
  }
  return { near, bands }
}

function bounds(at: ReadonlyMap<string, Point>, bands: readonly Band[], mode: Mode, along: ReadonlyMap<string, number>, near: readonly number[]) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of at.values()) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + BOX.width + STACK)
    bottom = Math.max(bottom, y + BOX.height + STACK)
  }
  for (const value of along.values()) {
    if (mode === 'flow') [top, bottom] = [Math.min(top, value), Math.max(bottom, value)]
    else [left, right] = [Math.min(left, value), Math.max(right, value)]
  }
  const last = bands.at(-1)
  if (last) {
    top = 0
    bottom = last.top + last.height
    left -= LANES.gutter
  }
  if (!at.size || !near.length) [left, top, right, bottom] = [0, 0, 0, 0]
  return { left: left - 14, top: top - 16, width: right - left + 28, height: bottom - top + 32 }
}

const point = (mode: Mode, across: number, along: number): Point => (mode === 'flow' ? { x: across, y: along } : { x: along, y: across })

/** Where lines leave a box: one place for plain needs, one for each group that has a choice. */
class Ports {
  private readonly pools = new Map<string, MapPool>()
  private readonly places = new Map<string, number>()

  constructor(
    private readonly frame: Frame,
    lines: readonly MapLine[],
    pools: readonly MapPool[],
  ) {
    for (const pool of pools) this.pools.set(key(pool.ci, pool.group), pool)
    const wanted = new Map<string, Map<string, number[]>>()
    for (const line of lines) {
      const mine = wanted.get(line.from) ?? wanted.set(line.from, new Map()).get(line.from)
      const port = this.port(line)
      const held = mine?.get(port)
      const goal = frame.along.get(line.to) ?? 0
      if (held) held.push(goal)
      else mine?.set(port, [goal])
    }
    for (const [id, ports] of wanted) this.share(id, ports)
  }

  private port(line: MapLine): string {
    return line.group !== null && this.pools.has(key(line.from, line.group)) ? line.group : ''
  }

  /** Put the ports side by side, in the order of where their lines go. */
  private share(id: string, ports: ReadonlyMap<string, readonly number[]>): void {
    const order = [...ports].sort(([a, x], [b, y]) => mean(x) - mean(y) || a.localeCompare(b))
    const least = this.frame.mode === 'flow' && this.pools.size ? PILL + 2 : 0
    const step = Math.max(this.frame.extent / (order.length + 1), least)
    const middle = this.frame.along.get(id) ?? 0
    order.forEach(([port], at) => this.places.set(key(id, port), middle + step * (at - (order.length - 1) / 2)))
  }

  /** Return where a line that goes on leaves its dependent: across and along. */
  start(line: MapLine): [number, number] {
    const { frame } = this
    const port = this.port(line)
    const far = (frame.near[frame.row.get(line.from) ?? 0] ?? 0) + frame.depth + (frame.stacked.has(line.from) ? STACK : 0)
    const half = port ? (frame.mode === 'flow' ? 21 : PILL / 2) : 0
    return [far + half, this.places.get(key(line.from, port)) ?? frame.along.get(line.from) ?? 0]
  }

  pills(): Pilled[] {
    const { frame } = this
    const found: Pilled[] = []
    for (const [name, along] of this.places) {
      const pool = this.pools.get(name)
      if (!pool) continue
      const far = (frame.near[frame.row.get(pool.ci) ?? 0] ?? 0) + frame.depth
      found.push({ pool, ...point(frame.mode, far, along) })
    }
    return found
  }
}

const mean = (goals: readonly number[]): number => goals.reduce((a, b) => a + b, 0) / goals.length
const key = (id: string, group: string): string => `${id}\u0000${group}`

function wire(frame: Frame, ports: Ports, line: MapLine, slots: readonly { along: number; row: number }[]): Drawn {
  const { mode, near, row, along, depth, extent } = frame
  const [from, to] = [row.get(line.from) ?? 0, row.get(line.to) ?? 0]
  const beside = extent / 2 - (mode === 'flow' ? 9 : 14)
  const end = (near[to] ?? 0) + (to > from ? 0 : depth + (frame.stacked.has(line.to) ? STACK : 0))
  const goal = (along.get(line.to) ?? 0) + (to > from ? 0 : beside)
  const on = to > from
  const points: [number, number][] = [on || to === from ? ports.start(line) : [near[from] ?? 0, (along.get(line.from) ?? 0) - beside]]
  for (const slot of slots) {
    const begin = near[slot.row] ?? 0
    const ends: [number, number][] = [[begin, slot.along], [begin + depth, slot.along]]
    points.push(...(on ? ends : ends.toReversed()))
  }
  points.push([end, goal])
  const tip = on ? -ARROW : ARROW
  const said = (across: number, a: number) => {
    const { x, y } = point(mode, across, a)
    return `${fixed(x)} ${fixed(y)}`
  }
  const head = [said(end, goal), said(end + tip, goal - 4), said(end + tip, goal + 4)].join(' ')
  const flat = from === to
  const path = flat ? dipped(points, said) : curved([...points.slice(0, -1), [end + tip, goal]], said)
  const places = [0.5, 0.4, 0.6, 0.3].map((t) => bend(points, t, flat)).map(([across, a]) => point(mode, across, a))
  return { line, path, head, places, end: on ? point(mode, end, goal) : null }
}

type Said = (across: number, along: number) => string

/** A smooth way that leaves, passes and arrives straight. */
function curved(points: readonly [number, number][], said: Said): string {
  let [across, along] = points[0] ?? [0, 0]
  let path = `M${said(across, along)}`
  for (const [next, a] of points.slice(1)) {
    const half = (across + next) / 2
    path += Math.abs(a - along) < 0.1 ? `L${said(next, a)}` : `C${said(half, along)} ${said(half, a)} ${said(next, a)}`
    ;[across, along] = [next, a]
  }
  return path
}

/** A way to a box of the same row: beside both. */
function dipped(points: readonly [number, number][], said: Said): string {
  const [[across, along], [to, a]] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]]
  const low = Math.max(across, to) + DIP
  return `M${said(across, along)}C${said(low, along)} ${said(low, a)} ${said(to + ARROW, a)}`
}

/** A point of the first bend: of a cubic Bézier curve, t from 0 to 1. */
function bend(points: readonly [number, number][], t: number, flat: boolean): [number, number] {
  const [[across, along], [to, a]] = [points[0] ?? [0, 0], points[1] ?? [0, 0]]
  const u = 1 - t
  const [c, d] = flat ? [across + DIP, to + DIP] : [(across + to) / 2, (across + to) / 2]
  return [
    across * u ** 3 + c * 3 * u * u * t + d * 3 * u * t * t + to * t ** 3,
    along * (u ** 3 + 3 * u * u * t) + a * (3 * u * t * t + t ** 3),
  ]
}

/** A coordinate with at most one decimal place. */
export const fixed = (value: number): string => String(Math.round(value * 10) / 10)
