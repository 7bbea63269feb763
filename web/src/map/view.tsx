/** A map as a picture: laid out by us, drawn as SVG, walked about in by mouse, fingers and keys. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Expand, Minus, Plus } from 'lucide'
import { IconButton } from '../ui'
import { Box, Pill } from './box'
import { Camera, type Rectangle } from './camera'
import { BOX, STACK, laidOut, type Layout, type Point } from './layout'
import { Legend } from './legend'
import { FLOW, near, sum, type MapData, type MapNode, type Mode, type Side } from './model'
import { Labels, Wires } from './wires'
import { layerWord, nameOf, t } from './words'
import './map.css'

export interface MapViewProps {
  data: MapData
  /** What the picture is, for who does not see it. */
  label: string
  /** From left to right where there are few, else in lanes. */
  mode?: Mode | undefined
  /** These are drawn faintly. */
  faded?: ReadonlySet<string> | undefined
  /** A way from CI to CI: all else is drawn faintly. */
  way?: readonly string[] | undefined
  selected?: string | null | undefined
  onSelect?: ((node: MapNode | null) => void) | undefined
  /** Enter, or a double click. */
  onOpen?: ((node: MapNode) => void) | undefined
  /** Where one can walk on: show a step more of a CI, take what is there away, open a group. */
  onExpand?: ((id: string, side: Side) => void) | undefined
  onFold?: ((id: string, side: Side) => void) | undefined
  /** Whether there is something to take away on that side. */
  foldable?: ((node: MapNode, side: Side) => boolean) | undefined
  onGroup?: ((node: MapNode) => void) | undefined
  /** Part of a page that scrolls: the wheel zooms with Ctrl only, and there is no legend. */
  part?: boolean | undefined
  /** What exports ask for the drawing. */
  drawing?: { current: SVGSVGElement | null } | undefined
}

/** A map opens no smaller than can be read. */
const SMALLEST = 0.6

export default function MapView(props: MapViewProps) {
  const { data, label, selected = null, way, part } = props
  const svg = useRef<SVGSVGElement | null>(null)
  const world = useRef<SVGGElement>(null)
  const camera = useRef<Camera>(undefined)
  const held = useRef<Layout>(undefined)
  const touched = useRef<string | undefined>(undefined)
  const mode: Mode = props.mode ?? (data.nodes.length <= FLOW && data.grouped_by !== 'class' && data.grouped_by !== 'layer' ? 'flow' : 'lanes')
  const layout = useMemo(() => laid(data, mode, held.current), [data, mode])
  const nodes = useMemo(() => new Map(data.nodes.map((one) => [one.id, one])), [data])
  const names = useMemo(() => new Map(data.nodes.map((one) => [one.id, nameOf(one)])), [data])
  const next = useMemo(() => near(data), [data])
  const centre = data.asked ?? data.nodes.find((one) => one.asked)?.id ?? data.nodes.find((one) => one.given)?.id
  const [cursor, setCursor] = useState<string>()
  const current = cursor !== undefined && nodes.has(cursor) ? cursor : (centre ?? data.nodes[0]?.id)
  const clear = useMemo(() => cleared(data, props.faded, way), [data, props.faded, way])
  const steps = useMemo(() => new Set((way ?? []).flatMap((id, at) => (at ? [`${way?.[at - 1]} ${id}`, `${id} ${way?.[at - 1]}`] : []))), [way])

  useLayoutEffect(() => {
    if (!svg.current || !world.current) return undefined
    const made = new Camera(svg.current, world.current, !part)
    camera.current = made
    return () => made.end()
  }, [part])

  const fit = (least = 0) => {
    const at = centre ? layout.at.get(centre) : undefined
    const middle = at ? { x: at.x + BOX.width / 2, y: at.y + BOX.height / 2 } : { x: layout.left + layout.width / 2, y: layout.top }
    camera.current?.fit(layout, least, middle)
  }
  useLayoutEffect(() => {
    const before = held.current
    held.current = layout
    if (before && layout !== before && before.mode === layout.mode && alike(before, layout)) {
      const anchor = [touched.current, selected ?? undefined, centre].find((id) => id !== undefined && before.at.has(id) && layout.at.has(id))
      const [was, is] = anchor === undefined ? [] : [before.at.get(anchor), layout.at.get(anchor)]
      if (was && is) camera.current?.keep(was, is)
    } else if (layout !== before) fit(SMALLEST)
  }, [layout])

  const ways = (way ?? []).join(' ')
  useLayoutEffect(() => {
    const along = (way ?? []).flatMap((id) => layout.at.get(id) ?? [])
    if (along.length > 1) camera.current?.fit(around(along), SMALLEST, along[0] as Point)
  }, [ways])
  useLayoutEffect(() => {
    const at = selected === null ? undefined : layout.at.get(selected)
    if (at) camera.current?.reveal({ left: at.x, top: at.y, width: BOX.width + STACK, height: BOX.height + STACK })
  }, [selected])

  const light = (id: string | null) => lit(svg.current, id, id === null ? [] : [id, ...(next.up.get(id) ?? []), ...(next.down.get(id) ?? [])])
  const walk = props.onExpand !== undefined
  const act = (id: string, side: Side, fold: boolean) => {
    touched.current = id
    if (fold) props.onFold?.(id, side)
    else props.onExpand?.(id, side)
  }
  const select = (id: string | null) => props.onSelect?.(id === null ? null : (nodes.get(id) ?? null))
  const open = (id: string) => {
    const node = nodes.get(id)
    if (!node) return
    touched.current = id
    if (node.kind === 'group') props.onGroup?.(node)
    else props.onOpen?.(node)
  }
  const go = (id: string | undefined) => {
    if (id === undefined) return
    setCursor(id)
    const element = found(svg.current, id)
    element?.focus({ preventScroll: true })
    const at = layout.at.get(id)
    if (at) camera.current?.reveal({ left: at.x, top: at.y, width: BOX.width + STACK, height: BOX.height + STACK })
  }
  const key = (event: KeyboardEvent) => {
    const id = (event.target as Element).closest<SVGGElement>('[data-id]')?.dataset.id
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === '0') fit()
    else if (event.key === 'PageUp' || event.key === 'PageDown') camera.current?.zoom(event.key === 'PageUp' ? 1.3 : 1 / 1.3)
    else if (event.shiftKey && PANS[event.key]) camera.current?.pan(...(PANS[event.key] as [number, number]))
    else if (id === undefined) return
    else if (event.key.startsWith('Arrow')) go(towards(event.key, id, layout, next))
    else if (event.key === 'Home') go(centre)
    else if (event.key === 'Enter') open(id)
    else if (event.key === ' ') select(selected === id ? null : id)
    else if (event.key === 'Escape') select(null)
    else if (event.key === '+' || event.key === '=') stretch(id)
    else if (event.key === '-') for (const side of foldsOf(nodes.get(id))) act(id, side, true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const foldsOf = (node: MapNode | undefined): Side[] =>
    node && props.foldable ? (['up', 'down'] as const).filter((side) => (side === 'up' ? next.up : next.down).has(node.id) && props.foldable?.(node, side)) : []
  const stretch = (id: string) => {
    const node = nodes.get(id)
    if (node?.kind === 'group') open(id)
    else for (const side of ['up', 'down'] as const) if (sum(node?.[side])) act(id, side, false)
  }
  const click = (event: MouseEvent) => {
    if (camera.current?.dragged) return
    const target = event.target as Element
    const id = target.closest<SVGGElement>('.map-node')?.dataset.id
    const step = target.closest<SVGGElement>('.map-step')
    if (id === undefined) select(null)
    else if (step) act(id, step.dataset.step as Side, step.dataset.fold !== undefined)
    else {
      setCursor(id)
      select(id)
    }
  }

  const boxes = useMemo(
    () =>
      data.nodes.map((node) => {
        const at = layout.at.get(node.id)
        if (!at) return null
        const faded = clear !== undefined && !clear.has(node.id)
        return <Box key={node.id} node={node} at={at} mode={mode} faded={faded} selected={node.id === selected} current={node.id === current} walk={walk} folds={foldsOf(node).join()} />
      }),
    [data, layout, clear, selected, current, walk, mode],
  )
  const wires = useMemo(
    () => (
      <>
        <Wires layout={layout} names={names} clear={clear} way={steps} />
        <Labels layout={layout} clear={clear} />
      </>
    ),
    [layout, names, clear, steps],
  )
  return (
    <div class={part ? 'map is-part' : 'map'}>
      {/* The picture is one thing to walk about in by keys: it says so itself, and each box says what it is. */}
      <div
        class="map-stage"
        role="application"
        aria-label={`${label.slice(0, 300)}. ${t('keys')}`}
        onKeyDown={key}
        onFocusIn={(event) => light((event.target as Element).closest<SVGGElement>('.map-node:focus-visible')?.dataset.id ?? null)}
        onFocusOut={() => light(null)}
      >
        <svg
          ref={(element) => {
            svg.current = element
            if (props.drawing) props.drawing.current = element
          }}
          class={`map-svg ${mode}`}
          data-bounds={[layout.left, layout.top, layout.width, layout.height].join(' ')}
          onClick={click}
          onDblClick={(event) => {
            const id = (event.target as Element).closest<SVGGElement>('.map-node:not(.map-step)')?.dataset.id
            if (id !== undefined && !(event.target as Element).closest('.map-step')) open(id)
          }}
          onPointerOver={(event) => event.pointerType === 'mouse' && light((event.target as Element).closest<SVGGElement>('.map-node')?.dataset.id ?? null)}
          onPointerLeave={() => light(null)}
        >
          <g ref={world} class="map-world">
            <Bands layout={layout} />
            {wires}
            {boxes}
            <Headings layout={layout} />
            <g class="map-pills">
              {layout.pills.map((one) => (
                <Pill key={`${one.pool.ci} ${one.pool.group}`} pilled={one} faded={clear !== undefined && !clear.has(one.pool.ci)} />
              ))}
            </g>
          </g>
        </svg>
      </div>
      <div class="map-zoom">
        <IconButton small label={t('zoom_in')} icon={Plus} onClick={() => camera.current?.zoom(1.3)} />
        <IconButton small label={t('zoom_out')} icon={Minus} onClick={() => camera.current?.zoom(1 / 1.3)} />
        <IconButton small label={t('fit')} icon={Expand} onClick={() => fit()} />
      </div>
      <Legend data={data} />
    </div>
  )
}

/** What holds boxes at all these places. */
function around(at: readonly Point[]): Rectangle {
  const [xs, ys] = [at.map((one) => one.x), at.map((one) => one.y)]
  const [left, top] = [Math.min(...xs) - 20, Math.min(...ys) - 24]
  return { left, top, width: Math.max(...xs) + BOX.width + 20 - left, height: Math.max(...ys) + BOX.height + 24 - top }
}

/** Lay out, and say how long it took: the benches read it. */
function laid(data: MapData, mode: Mode, before: Layout | undefined): Layout {
  performance.mark('map-asked')
  const keeps = before && before.mode === mode && data.nodes.some((one) => before.at.has(one.id))
  const made = laidOut(data, mode, keeps ? before : undefined)
  performance.measure('map-layout', 'map-asked')
  return made
}

/** True where an eye would know the one in the other. */
function alike(before: Layout, after: Layout): boolean {
  let shared = 0
  for (const id of after.at.keys()) if (before.at.has(id)) shared++
  return shared * 3 >= Math.min(before.at.size, after.at.size)
}

function cleared(data: MapData, faded: ReadonlySet<string> | undefined, way: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (way?.length) return new Set(way)
  if (!faded?.size) return undefined
  return new Set(data.nodes.filter((one) => !faded.has(one.id)).map((one) => one.id))
}

const PANS: Record<string, [number, number]> = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }

/** Where an arrow leads: along a relation, or to the next box beside. */
function towards(key: string, id: string, layout: Layout, next: ReturnType<typeof near>): string | undefined {
  const flow = layout.mode === 'flow'
  const [up, down, before, after] = flow ? ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] : ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']
  if (key === before || key === after) {
    const row = layout.rows[layout.row.get(id) ?? -1] ?? []
    return row[row.indexOf(id) + (key === after ? 1 : -1)]
  }
  const others = (key === up ? next.up : key === down ? next.down : undefined)?.get(id) ?? []
  const here = layout.at.get(id)
  const far = (other: string) => {
    const there = layout.at.get(other)
    return here && there ? Math.hypot(here.x - there.x, here.y - there.y) : Infinity
  }
  return others.toSorted((a, b) => far(a) - far(b))[0]
}

function found(svg: SVGSVGElement | null, id: string): SVGGElement | null {
  return svg?.querySelector<SVGGElement>(`.map-node[data-id="${CSS.escape(id)}"]`) ?? null
}

/** Light a CI and what is next to it. Done on the drawing itself: the pointer moves faster than we draw. */
function lit(svg: SVGSVGElement | null, id: string | null, with_: readonly string[]): void {
  if (!svg || svg.dataset.lit === (id ?? '')) return
  svg.dataset.lit = id ?? ''
  for (const one of svg.querySelectorAll('.lit')) one.classList.remove('lit')
  svg.classList.toggle('is-lit', id !== null)
  if (id === null) return
  for (const one of with_) found(svg, one)?.classList.add('lit')
  const name = CSS.escape(id)
  for (const one of svg.querySelectorAll(`[data-from="${name}"], [data-to="${name}"], [data-of="${name}"]`)) one.classList.add('lit')
}

/** What lanes are: the camera keeps them in sight at the left. */
function Headings({ layout }: { layout: Layout }) {
  return (
    <g class="map-pinned" data-left={layout.left} data-right={layout.left + layout.width - 130}>
      {layout.bands.map((band) => (
        <g key={band.layer ?? 0}>
          <text class="map-lane" x={layout.left + 14} y={band.top + 26}>{layerWord(band.layer)}</text>
          <text class="map-less" x={layout.left + 14} y={band.top + 42}>{t('cis', { count: band.count })}</text>
        </g>
      ))}
    </g>
  )
}

function Bands({ layout }: { layout: Layout }) {
  return (
    <g class="map-bands">
      {layout.bands.map((band) => (
        <g key={band.layer ?? 0}>
          <rect class="map-band" x={layout.left} y={band.top} width={layout.width} height={band.height} rx={8} />
        </g>
      ))}
    </g>
  )
}
