/** What the signs on a map mean: those that are on it, and no others. */
import type { ComponentChildren } from 'preact'
import { Mark } from './box'
import { ailing, type MapData } from './model'
import { stateWord, t } from './words'

export interface Sign {
  key: string
  draw: ComponentChildren
  means: string
}

const pill = (kind: string) => (
  <g class={kind}>
    <rect x={0} y={1.5} width={32} height={15} rx={7.5} />
    <text x={16} y={12.6}>{t('quorum', { needs: 1, members: 2 })}</text>
  </g>
)

export function signs(data: MapData): Sign[] {
  const found: Sign[] = []
  const states = new Set(data.nodes.flatMap((one) => [ailing(one.state), ...Object.entries(one.states ?? {}).map(([state, count]) => (count ? ailing(state) : null))]))
  for (const state of ['down', 'degraded', 'at_risk'] as const) {
    if (states.has(state)) found.push({ key: state, draw: <g transform="translate(16 9)"><Mark state={state} /></g>, means: stateWord(state) })
  }
  for (const strength of ['hard', 'soft', 'standby', 'none'] as const) {
    if (data.lines.some((line) => line.strength === strength)) {
      const draw = (
        <g class={`map-line ${strength}`}>
          <path class="map-wire" d="M1 9H24" />
          <polygon class="map-head" points="31,9 24,5 24,13" />
        </g>
      )
      found.push({ key: strength, draw, means: t(`strength_${strength}`) })
    }
  }
  if (data.lines.some((line) => line.decided)) {
    found.push({ key: 'decided', draw: <g class="map-line decided"><path class="map-wire" d="M1 9H24" /><polygon class="map-head" points="31,9 24,5 24,13" /></g>, means: t('legend_decided') })
  }
  if (data.pools.some((pool) => pool.declared)) found.push({ key: 'pool', draw: pill('map-pill'), means: t('legend_pool') })
  if (data.pools.some((pool) => !pool.declared)) found.push({ key: 'assumed', draw: pill('map-pill assumed'), means: t('legend_assumed') })
  if (data.nodes.some((one) => one.kind === 'group')) {
    const draw = <g class="map-node">{[4, 2, 0].map((shift) => <rect key={shift} class="map-box" x={1 + shift} y={1 + shift} width={24} height={11} rx={3} />)}</g>
    found.push({ key: 'group', draw, means: t('legend_group') })
  }
  if (data.nodes.some((one) => one.in_operation === false)) {
    found.push({ key: 'idle', draw: <g class="map-node idle"><rect class="map-box" x={1} y={2} width={28} height={14} rx={3} /></g>, means: t('legend_idle') })
  }
  if (data.nodes.some((one) => sides(one.up) || sides(one.down))) {
    found.push({ key: 'step', draw: <g class="map-step"><rect x={0} y={1} width={32} height={16} rx={8} /><text x={16} y={12.6}>3 ›</text></g>, means: t('legend_step') })
  }
  return found
}

const sides = (counts: Record<string, number> | undefined): boolean => Object.values(counts ?? {}).some(Boolean)

export function Legend({ data }: { data: MapData }) {
  return (
    <ul class="map-legend" aria-label={t('legend')}>
      {signs(data).map((one) => (
        <li key={one.key} data-sign={one.key}>
          <svg class="map-sign map-svg" width={33} height={18} viewBox="0 0 33 18" aria-hidden="true">{one.draw}</svg>
          <span>{one.means}</span>
        </li>
      ))}
    </ul>
  )
}
