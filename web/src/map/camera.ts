/** Panning and zooming: wheel, drag, two fingers, keys. The world moves by one attribute; nothing is drawn anew. */
import type { Point } from './layout'

export interface Rectangle {
  left: number
  top: number
  width: number
  height: number
}

const CLOSEST = 2.5
const FARTHEST = 0.04
const STILL = 4

export class Camera {
  private x = 0
  private y = 0
  private scale = 1
  private readonly fingers = new Map<number, Point>()
  private moved = 0
  private readonly ended = new AbortController()

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly world: SVGGElement,
    /** Whether a turn of the wheel alone zooms; else it takes Ctrl, and the page scrolls. */
    wheel: boolean,
  ) {
    const { signal } = this.ended
    svg.addEventListener('wheel', (event) => this.wheel(event, wheel), { passive: false, signal })
    svg.addEventListener('pointerdown', (event) => this.down(event), { signal })
    svg.addEventListener('pointermove', (event) => this.move(event), { signal })
    for (const name of ['pointerup', 'pointercancel'] as const) svg.addEventListener(name, (event) => this.up(event), { signal })
  }

  end(): void {
    this.ended.abort()
  }

  /** True where the last press was a drag: it selects nothing. */
  get dragged(): boolean {
    return this.moved > STILL
  }

  get size(): { width: number; height: number } {
    const { width, height } = this.svg.getBoundingClientRect()
    return { width: Math.max(1, width), height: Math.max(1, height) }
  }

  /** Show all of a rectangle, but not smaller than `least`; then the part round about its `middle`. */
  fit(all: Rectangle, least: number, middle: Point): void {
    const { width, height } = this.size
    this.scale = Math.max(Math.min(width / (all.width + 16), height / (all.height + 16), 1.15), least, FARTHEST)
    this.x = placed(all.left * this.scale, all.width * this.scale, width, middle.x * this.scale)
    this.y = placed(all.top * this.scale, all.height * this.scale, height, middle.y * this.scale)
    this.show()
  }

  /** Move the world, so that what stood at one place stands at another on the same spot of the screen. */
  keep(before: Point, after: Point): void {
    this.x += (before.x - after.x) * this.scale
    this.y += (before.y - after.y) * this.scale
    this.show()
  }

  zoom(by: number, at?: Point): void {
    const { width, height } = this.size
    const { x, y } = at ?? { x: width / 2, y: height / 2 }
    const scale = Math.min(CLOSEST, Math.max(FARTHEST, this.scale * by))
    this.x = x - ((x - this.x) * scale) / this.scale
    this.y = y - ((y - this.y) * scale) / this.scale
    this.scale = scale
    this.show()
  }

  pan(x: number, y: number): void {
    this.x += x
    this.y += y
    this.show()
  }

  /** Pan no more than it takes to bring a rectangle into sight. */
  reveal(all: Rectangle): void {
    const { width, height } = this.size
    const [left, top] = [all.left * this.scale + this.x, all.top * this.scale + this.y]
    const [right, bottom] = [left + all.width * this.scale, top + all.height * this.scale]
    const [x, y] = [shift(left, right, width), shift(top, bottom, height)]
    if (x || y) this.pan(x, y)
  }

  private show(): void {
    const pinned = this.world.querySelector<SVGGElement>(':scope > .map-pinned')
    const [left, right] = [Number(pinned?.dataset.left), Number(pinned?.dataset.right)]
    pinned?.setAttribute('transform', `translate(${Math.min(Math.max(0, -this.x / this.scale - left), Math.max(0, right - left)).toFixed(1)} 0)`)
    this.world.setAttribute('transform', `translate(${this.x.toFixed(2)} ${this.y.toFixed(2)}) scale(${this.scale.toFixed(4)})`)
  }

  private at(event: MouseEvent): Point {
    const { left, top } = this.svg.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }

  private wheel(event: WheelEvent, alone: boolean): void {
    if (!alone && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    if (alone && event.shiftKey) this.pan(-event.deltaY - event.deltaX, 0)
    else {
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1
      this.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.0022), this.at(event))
    }
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return
    if (this.fingers.size === 0) this.moved = 0
    this.fingers.set(event.pointerId, this.at(event))
  }

  private move(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId)
    if (!before) return
    const now = this.at(event)
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1]
    this.moved += Math.hypot(now.x - before.x, now.y - before.y)
    if (this.moved > STILL && !this.svg.hasPointerCapture(event.pointerId)) this.svg.setPointerCapture(event.pointerId)
    if (other) {
      const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)]
      this.zoom(is / Math.max(1, was), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
      this.pan((now.x - before.x) / 2, (now.y - before.y) / 2)
    } else if (this.moved > STILL) this.pan(now.x - before.x, now.y - before.y)
    this.fingers.set(event.pointerId, now)
  }

  private up(event: PointerEvent): void {
    this.fingers.delete(event.pointerId)
  }
}

/** How far what spans so much has to move to be in sight. */
function shift(low: number, high: number, room: number): number {
  if (low < 12) return 12 - low
  return high > room - 12 ? Math.max(room - 12 - high, 12 - low) : 0
}

/** Where what begins at `low` and is so long stands in a room: in the middle, or filling it round about a point. */
function placed(low: number, length: number, room: number, middle: number): number {
  if (length <= room) return (room - length) / 2 - low
  return Math.min(-low, Math.max(room - length - low, room / 2 - middle))
}
