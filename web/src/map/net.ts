/**
 * Where boxes stand along their rows and lines pass them: as few crossings as sweeping finds, nothing on top of
 * another. A line that passes rows gets a narrow slot in each; all lines to one supplier share theirs, so that they
 * join as wires do. (Sugiyama's layered drawing; positions by pooling adjacent violators.) What stood somewhere
 * before keeps its place as far as it can: an eye that knows the picture finds it again.
 */

export interface Room {
  /** A box along its row, with the gap to the next. */
  box: number
  slot: number
  /** Whether all rows keep within the widest: a band is no wider than what it holds. */
  within: boolean
}

const ORDERING = 14
const PLACING = 24

export class Net {
  private readonly up = new Map<string, string[]>()
  private readonly down = new Map<string, string[]>()
  private readonly slots = new Set<string>()
  private readonly x = new Map<string, number>()
  private width = Infinity

  constructor(
    private rows: string[][],
    private readonly room: Room,
    private readonly before: ReadonlyMap<string, number>,
  ) {}

  /** Return the slots that a line passes, made where there are none yet. */
  thread(from: string, to: string, row: ReadonlyMap<string, number>): { slot: string; row: number }[] {
    const [start, end] = [row.get(from) ?? 0, row.get(to) ?? 0]
    const step = end > start ? 1 : -1
    const way: { slot: string; row: number }[] = []
    let last = from
    for (let n = 1; n < Math.abs(end - start); n++) {
      const at = start + n * step
      const slot = `${to}\u0000${at}`
      if (!this.slots.has(slot)) {
        this.slots.add(slot)
        this.rows[at]?.push(slot)
      }
      way.push({ slot, row: at })
      this.join(last, slot, step)
      last = slot
    }
    if (start !== end) this.join(last, to, step)
    return way
  }

  private join(one: string, other: string, step: number): void {
    const [upper, lower] = step > 0 ? [one, other] : [other, one]
    put(this.down, upper, lower)
    put(this.up, lower, upper)
  }

  /** Return the middle of every item along its row. */
  settled(): Map<string, number> {
    const old = this.before.size > 0
    const least = this.rows.map((row) => row.reduce((taken, item) => taken + this.size(item), 0))
    if (this.room.within) this.width = Math.max(0, ...least, ...Array.from(this.before.values(), (x) => x + this.room.box / 2))
    const middle = this.room.within ? this.width / 2 : 0
    for (const row of this.rows) this.place(row, row.map(() => middle))
    if (old) this.remember()
    else this.order()
    const passes = old ? 10 : PLACING
    for (let pass = 0; pass < passes; pass++) {
      for (const row of pass % 2 ? this.rows.toReversed() : this.rows) {
        this.place(row, row.map((item) => this.before.get(item) ?? this.mean(item, [this.up, this.down])))
      }
    }
    return this.x
  }

  /** Put new items next to what they are joined with, among those that stay. */
  private remember(): void {
    for (const [item, x] of this.before) if (this.x.has(item)) this.x.set(item, x)
    const fresh = this.rows.flat().filter((item) => !this.before.has(item))
    for (let pass = 0; pass < 4; pass++) {
      for (const item of fresh) this.x.set(item, this.mean(item, [this.up, this.down]))
    }
    for (const row of this.rows) {
      row.sort((a, b) => (this.x.get(a) ?? 0) - (this.x.get(b) ?? 0))
      this.place(row, row.map((item) => this.x.get(item) ?? 0))
    }
  }

  private order(): void {
    let best = this.rows.map((row) => [...row])
    let fewest = this.crossings()
    for (let sweep = 0; sweep < ORDERING && fewest > 0; sweep++) {
      const downwards = sweep % 2 === 0
      const sides = [downwards ? this.up : this.down]
      for (const row of downwards ? this.rows : this.rows.toReversed()) {
        const wants = new Map(row.map((item) => [item, this.mean(item, sides)]))
        row.sort((a, b) => (wants.get(a) ?? 0) - (wants.get(b) ?? 0) || (this.x.get(a) ?? 0) - (this.x.get(b) ?? 0))
        this.place(row, row.map((item) => wants.get(item) ?? 0))
      }
      const crossings = this.crossings()
      if (crossings < fewest) [best, fewest] = [this.rows.map((row) => [...row]), crossings]
    }
    this.rows = best
    for (const row of this.rows) this.place(row, row.map((item) => this.x.get(item) ?? 0))
  }

  private mean(item: string, sides: readonly ReadonlyMap<string, readonly string[]>[]): number {
    let [total, count] = [0, 0]
    for (const side of sides) {
      for (const other of side.get(item) ?? []) {
        total += this.x.get(other) ?? 0
        count++
      }
    }
    return count ? total / count : (this.x.get(item) ?? 0)
  }

  private size(item: string): number {
    return this.slots.has(item) ? this.room.slot : this.room.box
  }

  /** Put a row's items, in their order, as near to where they want as they fit side by side. */
  private place(row: readonly string[], wants: readonly number[]): void {
    const offsets: number[] = []
    const blocks: { sum: number; weight: number; count: number }[] = []
    let taken = 0
    row.forEach((item, at) => {
      const size = this.size(item)
      offsets.push(taken + size / 2)
      // Long lines had better be straight, and what stood somewhere had better stay.
      const weight = this.slots.has(item) ? 3 : this.before.has(item) ? 6 : 1
      let block = { sum: weight * ((wants[at] ?? 0) - (taken + size / 2)), weight, count: 1 }
      taken += size
      for (let last = blocks.at(-1); last && last.sum / last.weight > block.sum / block.weight; last = blocks.at(-1)) {
        block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count }
        blocks.pop()
      }
      blocks.push(block)
    })
    let at = 0
    for (const block of blocks) {
      const start = this.room.within ? Math.min(Math.max(block.sum / block.weight, 0), this.width - taken) : block.sum / block.weight
      for (let n = 0; n < block.count; n++, at++) this.x.set(row[at] as string, start + (offsets[at] ?? 0))
    }
  }

  /** How many joints cross, counted as inversions row by row (a Fenwick tree: many lines are no trouble). */
  private crossings(): number {
    let total = 0
    for (let at = 0; at + 1 < this.rows.length; at++) {
      const lower = this.rows[at + 1] ?? []
      const place = new Map(lower.map((item, n) => [item, n]))
      const tree = new Int32Array(lower.length + 1)
      let seen = 0
      for (const item of this.rows[at] ?? []) {
        const ends = (this.down.get(item) ?? []).map((other) => place.get(other)).filter((end) => end !== undefined)
        for (const end of ends) {
          let upTo = 0
          for (let i = end + 1; i > 0; i -= i & -i) upTo += tree[i] ?? 0
          total += seen - upTo
        }
        for (const end of ends) {
          for (let i = end + 1; i < tree.length; i += i & -i) tree[i] = (tree[i] ?? 0) + 1
          seen++
        }
      }
    }
    return total
  }
}

function put(into: Map<string, string[]>, key: string, one: string): void {
  const held = into.get(key)
  if (!held) into.set(key, [one])
  else if (!held.includes(one)) held.push(one)
}
