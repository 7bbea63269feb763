import type { Listed } from './shapes'

export type By = 'criticality' | 'team' | 'class'
export interface Grouped {
  /** A criticality, team or class; empty: none is said. */
  key: string
  items: Listed[]
}

const CRITICALITIES = ['critical', 'high', 'medium', 'low', '']
const STATES = ['down', 'degraded', 'at_risk']

/** Services in groups: the most critical first, teams and classes by name; in a group the worst first. */
export function grouped(services: readonly Listed[], by: By): Grouped[] {
  const found = new Map<string, Listed[]>()
  for (const one of services) {
    const key = keyOf(one, by)
    const row = found.get(key)
    if (row) row.push(one)
    else found.set(key, [one])
  }
  return [...found]
    .map(([key, items]) => ({ key, items: items.sort((a, b) => badness(a) - badness(b)) }))
    .sort((a, b) => (by === 'criticality' ? CRITICALITIES.indexOf(a.key) - CRITICALITIES.indexOf(b.key) : last(a.key) - last(b.key) || a.key.localeCompare(b.key)))
}

function keyOf({ ci }: Listed, by: By): string {
  if (by === 'criticality') return ci.criticality ?? ''
  return by === 'class' ? ci.class : (ci.support_team ?? ci.owner ?? '')
}

const last = (key: string): number => (key === '' ? 1 : 0)

function badness({ state }: Listed): number {
  const at = STATES.indexOf(state ?? '')
  return at < 0 ? STATES.length : at
}
