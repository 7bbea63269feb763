/** In which order, and under which heading, the attributes of a CI stand. */
import type { Attribute, CiClass } from '../../model/classes'

export type Heading = 'about' | 'answers' | 'operation' | 'identity' | 'own' | 'dates'
export const HEADINGS: readonly Heading[] = ['about', 'answers', 'operation', 'identity', 'own', 'dates']

const PLACE: Record<string, Heading> = {
  name: 'about', description: 'about', tags: 'about',
  owner: 'answers', support_team: 'answers', organization: 'answers', cost_centre: 'answers',
  lifecycle: 'operation', health: 'operation', criticality: 'operation', environment: 'operation', data_classification: 'operation',
  expires_at: 'dates', support_ends: 'dates', warranty_ends: 'dates',
}
/** What only the machinery writes. */
const KEPT = new Set(['first_seen', 'last_seen', 'sources', 'pinned', 'merged_into'])

/** The heading of an attribute of a class. */
export function heading(of: CiClass | undefined, name: string): Heading {
  const place = PLACE[name]
  if (place) return place
  return of?.identified_by.some((names) => names.includes(name)) ? 'identity' : 'own'
}

/** The attributes that people write, in the order in which they stand. */
export function editable(of: CiClass): Attribute[] {
  const ordered = Object.keys(PLACE)
  const at = (name: string) => (ordered.includes(name) ? ordered.indexOf(name) : ordered.length)
  return of.attributes
    .filter((one) => !KEPT.has(one.name))
    .map((one, n) => ({ one, n }))
    .sort((a, b) => HEADINGS.indexOf(heading(of, a.one.name)) - HEADINGS.indexOf(heading(of, b.one.name)) || at(a.one.name) - at(b.one.name) || a.n - b.n)
    .map(({ one }) => one)
}

/** Values by heading, in order; headings without any are left out. */
export function grouped<T extends { name: string }>(of: CiClass | undefined, values: readonly T[]): [Heading, T[]][] {
  const ordered = of ? editable(of).map((one) => one.name) : Object.keys(PLACE)
  const place = (name: string) => (ordered.includes(name) ? ordered.indexOf(name) : ordered.length)
  return HEADINGS.map((one): [Heading, T[]] => [
    one,
    values.filter((value) => heading(of, value.name) === one).sort((a, b) => place(a.name) - place(b.name) || a.name.localeCompare(b.name)),
  ]).filter(([, some]) => some.length > 0)
}
