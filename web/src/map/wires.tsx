/** Relations as lines from a dependent to what it needs, with a text where there is room. */
import { fixed, type Drawn, type Layout, type Point } from './layout'
import { width } from './measure'
import { ailing } from './model'
import { lineWords, verbWord } from './words'
import { number } from '../texts'

/** So few lines have room for their verbs. */
const LABELLED = 16
/** So few lines are worth a wider place to point at. */
const POINTED = 400

export interface WiresProps {
  layout: Layout
  names: ReadonlyMap<string, string>
  /** The ends that are not faded; undefined: none is. */
  clear: ReadonlySet<string> | undefined
  /** Pairs of CIs next to one another on a way, `from to`. */
  way: ReadonlySet<string>
}

export function Wires({ layout, names, clear, way }: WiresProps) {
  const ordered = layout.lines.toSorted((a, b) => weight(a) - weight(b))
  return (
    <g class="map-wires">
      {ordered.map((one) => {
        const { line } = one
        const on = way.has(`${line.from} ${line.to}`)
        const faded = clear !== undefined && !(clear.has(line.from) && clear.has(line.to)) && !on
        const kinds = ['map-line', line.strength, ailing(line.contributes) ?? '', line.decided ? 'decided' : '', on ? 'way' : '', faded || (way.size && !on) ? 'faded' : '']
        return (
          <g key={`${line.from} ${line.to} ${line.type} ${line.group ?? ''}`} class={kinds.filter(Boolean).join(' ')} data-from={line.from} data-to={line.to}>
            <title>{lineWords(line, names)}</title>
            {ordered.length <= POINTED ? <path class="map-touch" d={one.path} /> : null}
            <path class="map-wire" d={one.path} />
            <polygon class="map-head" points={one.head} />
          </g>
        )
      })}
    </g>
  )
}

const weight = ({ line }: Drawn): number => (line.decided ? 2 : 0) + (line.contributes ? 1 : 0)

/** Verbs of a few lines; how many relations a bundle stands for, always. */
export function Labels({ layout, clear }: { layout: Layout; clear: ReadonlySet<string> | undefined }) {
  const verbs = layout.lines.length <= LABELLED
  const taken: (Point & { half: number; text: string })[] = []
  // What a bundle stands for is always said: it has the first choice of a place.
  const placed = layout.lines.toSorted((a, b) => b.line.count - a.line.count).flatMap((one) => {
    const { line } = one
    if (!verbs && line.count <= 1) return []
    const text = [verbs ? verbWord(line.type) : '', line.count > 1 ? `×${number(line.count)}` : ''].filter(Boolean).join(' ')
    const half = width(text, 11) / 2 + 3
    // From left to right a text stands before the box that the line leads to: there it is nobody else's.
    const before = layout.mode === 'flow' && one.end ? [{ x: one.end.x - 11 - half, y: one.end.y }] : []
    if (before[0] && taken.some((other) => other.text === text && other.x === before[0]?.x && other.y === before[0]?.y)) return []
    const free = [...before, ...one.places].find((at) => taken.every((other) => Math.abs(at.x - other.x) >= half + other.half || Math.abs(at.y - other.y) >= 12))
    if (!free && line.count <= 1) return []
    const at = free ?? (one.places[0] as Point)
    taken.push({ ...at, half, text })
    const faded = clear !== undefined && !(clear.has(line.from) && clear.has(line.to))
    return [<text key={`${line.from} ${line.to} ${line.type}`} class={faded ? 'map-verb faded' : 'map-verb'} data-from={line.from} data-to={line.to} x={fixed(at.x)} y={fixed(at.y + 3.8)}>{text}</text>]
  })
  return <g class="map-verbs" aria-hidden="true">{placed}</g>
}
