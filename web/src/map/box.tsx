/** A CI, or a counted group of CIs, as a box with its name, its class and the mark of its state. */
import { BOX, PILL, STACK, fixed, type Pilled, type Point } from './layout'
import { cut, fromRight, width } from './measure'
import { ailing, sum, type MapNode, type Mode, type Side } from './model'
import { below, nameOf, poolWords, stateWord, t, told } from './words'
import { number } from '../texts'

const PAD = 12
const MARK = 21

export interface BoxProps {
  node: MapNode
  at: Point
  mode: Mode
  faded: boolean
  selected: boolean
  current: boolean
  /** Whether one can walk on from it. */
  walk: boolean
  /** On which sides what is shown can be taken away. */
  folds: string
}

export function Box({ node, at, mode, faded, selected, current, walk, folds }: BoxProps) {
  const state = ailing(node.state) ?? worst(node)
  const group = node.kind === 'group'
  const left = state ? PAD + MARK : PAD
  const room = BOX.width - PAD + 2 - left
  const name = nameOf(node)
  const small = width(cut(name, 400, 13, 600), 13, 600) > room
  const kinds = ['map-node', state ?? '', node.asked ? 'asked' : '', node.in_operation === false ? 'idle' : '', faded ? 'faded' : '', selected ? 'selected' : '']
  const place = `${fixed(at.x)}px, ${fixed(at.y)}px`
  return (
    <g
      class={kinds.filter(Boolean).join(' ')}
      transform={`translate(${fixed(at.x)} ${fixed(at.y)})`}
      style={{ transform: `translate(${place})` }}
      data-id={node.id}
      role="img"
      aria-label={[told(node), walk ? beyond(node) : ''].filter(Boolean).join('. ')}
      aria-current={selected}
      tabindex={current ? 0 : -1}
    >
      <title>{told(node)}</title>
      {group ? [STACK, STACK / 2].map((shift) => <Frame key={shift} shift={shift} />) : null}
      <Frame shift={0} />
      {state ? <g transform={`translate(17 ${BOX.height / 2})`}><Mark state={state} /></g> : null}
      <Text text={cut(name, room, small ? 11.5 : 13, 600)} x={left} y={20} kind={small ? 'map-name small' : 'map-name'} />
      {group && state ? <Tally node={node} x={left} /> : <Text text={cut(below(node), room, 11)} x={left} y={36} kind="map-less" />}
      <Tags node={node} />
      {walk ? <Further node={node} mode={mode} folds={folds} /> : null}
    </g>
  )
}

function Text({ text, x, y, kind }: { text: string; x: number; y: number; kind: string }) {
  const back = fromRight(text)
  return <text class={kind} x={x} y={y} direction={back ? 'rtl' : undefined} text-anchor={back ? 'end' : undefined}>{text}</text>
}

function Frame({ shift }: { shift: number }) {
  return <rect class="map-box" x={shift} y={shift} width={BOX.width} height={BOX.height} rx={6} />
}

function worst(node: MapNode): 'down' | 'degraded' | 'at_risk' | null {
  return (['down', 'degraded', 'at_risk'] as const).find((state) => (node.states?.[state] ?? 0) > 0) ?? null
}

/** A state's mark, told apart by its shape: a cross, a falling arrow, a question of time. */
export function Mark({ state }: { state: 'down' | 'degraded' | 'at_risk' }) {
  if (state === 'down') {
    return <><circle class="map-mark down" r={8.5} /><path class="map-stroke" d="M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5" /></>
  }
  if (state === 'degraded') {
    return <><polygon class="map-mark degraded" points="-9,-7 9,-7 0,8.5" /><path class="map-stroke" d="M0 -3.5L0 0.5M0 3.6L0 3.7" /></>
  }
  return <><polygon class="map-mark at_risk" points="0,-9.5 9.5,0 0,9.5 -9.5,0" /><path class="map-stroke" d="M0 -4.5L0 1M0 4.4L0 4.5" /></>
}

/** How many are in each state, by its mark: words would not fit. */
function Tally({ node, x }: { node: MapNode; x: number }) {
  let at = x
  return (
    <>
      {(['down', 'degraded', 'at_risk'] as const).filter((state) => node.states?.[state]).map((state) => {
        const text = number(node.states?.[state] ?? 0)
        const start = at
        at += 15 + width(text, 11) + 9
        return (
          <g key={state}>
            <title>{`${text} ${stateWord(state)}`}</title>
            <g transform={`translate(${fixed(start + 6)} 32) scale(.6)`}><Mark state={state} /></g>
            <text class="map-less" x={fixed(start + 15)} y={36}>{text}</text>
          </g>
        )
      })}
    </>
  )
}

/** The flags on the upper edge: critical, given, known, asked. */
function Tags({ node }: { node: MapNode }) {
  const tags = [node.given ? t('given') : '', node.known ? t('known') : '', node.asked ? t('asked') : ''].filter(Boolean)
  if (node.criticality === 'critical') tags.unshift(t('critical'))
  let left = 8
  return (
    <>
      {tags.map((tag) => {
        const wide = width(tag, 10, 700) + 12
        const x = left
        left += wide + 4
        return <Flag key={tag} text={tag} x={x} wide={wide} />
      })}
    </>
  )
}

export function Flag({ text, x, wide }: { text: string; x: number; wide: number }) {
  return (
    <>
      <rect class="map-flag" x={x} y={-7} width={fixed(wide)} height={14} rx={7} />
      <text class="map-tag" x={fixed(x + wide / 2)} y={3.5}>{text}</text>
    </>
  )
}

/** What next to it is not drawn, and a way to take away what is: on the lower edge, users left, needs right. */
function Further({ node, mode, folds }: { node: MapNode; mode: Mode; folds: string }) {
  if (node.kind === 'group') return null
  return (
    <>
      <Step node={node} side="up" fold={folds.includes('up')} sign={mode === 'flow' ? '‹' : '↑'} />
      <Step node={node} side="down" fold={folds.includes('down')} sign={mode === 'flow' ? '›' : '↓'} />
    </>
  )
}

function Step({ node, side, sign, fold }: { node: MapNode; side: Side; sign: string; fold: boolean }) {
  const count = sum(node[side])
  if (!count && !fold) return null
  const text = count ? (side === 'up' ? `${sign} ${number(count)}` : `${number(count)} ${sign}`) : '−'
  const wide = Math.max(18, width(text, 10, 600) + 12)
  const x = side === 'up' ? 10 : BOX.width - 10 - wide
  const title = count ? t(side === 'up' ? 'expand_up_n' : 'expand_down_n', { count }) : t(side === 'up' ? 'fold_up' : 'fold_down')
  return (
    <g class={count ? 'map-step' : 'map-step fold'} data-step={side} data-fold={count ? undefined : ''}>
      <title>{title}</title>
      <rect x={fixed(x)} y={BOX.height - 8} width={fixed(wide)} height={16} rx={8} />
      <text x={fixed(x + wide / 2)} y={BOX.height + 3.6}>{text}</text>
    </g>
  )
}

function beyond(node: MapNode): string {
  if (node.kind === 'group') return t('group_opens')
  const [up, down] = [sum(node.up), sum(node.down)]
  return [up ? t('more_up', { count: up }) : '', down ? t('more_down', { count: down }) : ''].filter(Boolean).join(', ')
}

/** A group's pill: `1 of 2`. */
export function Pill({ pilled, faded }: { pilled: Pilled; faded: boolean }) {
  const { pool, x, y } = pilled
  const text = t('quorum', { needs: pool.needs, members: pool.members })
  const wide = width(text, 10, 600) + 12
  const left = x - wide / 2
  return (
    <g class={['map-pill', ailing(pool.state) ?? '', pool.declared ? '' : 'assumed', faded ? 'faded' : ''].filter(Boolean).join(' ')} data-of={pool.ci}>
      <title>{poolWords(pool)}</title>
      <rect x={fixed(left)} y={fixed(y - PILL / 2)} width={fixed(wide)} height={PILL} rx={PILL / 2} />
      <text x={fixed(x)} y={fixed(y + 3.6)}>{text}</text>
    </g>
  )
}
