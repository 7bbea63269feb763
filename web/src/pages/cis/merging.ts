/** Two people have changed one CI: what each did, field by field. */
import { same } from '../../model/values'
import type { Fields } from './writing'

export type Side = 'theirs' | 'mine'

/** A field that is not as it was before. `both`: each has written something else. */
export interface Difference {
  name: string
  before: unknown
  theirs: unknown
  mine: unknown
  both: boolean
}

/** What no person writes. */
const BESIDE = new Set(['pinned', 'sources', 'first_seen', 'last_seen'])

/** What differs, conflicts first. `mine` holds only the fields that I have written. */
export function differences(before: Fields, theirs: Fields, mine: Fields): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(theirs), ...Object.keys(mine)])
  const found: Difference[] = []
  for (const name of names) {
    if (BESIDE.has(name)) continue
    const wrote = name in mine && !same(mine[name], before[name])
    const one = { name, before: before[name], theirs: theirs[name], mine: wrote ? mine[name] : before[name] }
    const they = !same(one.theirs, one.before)
    if (wrote || they) found.push({ ...one, both: wrote && they && !same(one.mine, one.theirs) })
  }
  return found.sort((a, b) => Number(b.both) - Number(a.both) || a.name.localeCompare(b.name))
}

/** Who is followed for each field at first: whoever wrote it; me where both did. */
export function proposed(found: readonly Difference[]): Record<string, Side> {
  return Object.fromEntries(found.map((one) => [one.name, one.both || same(one.theirs, one.before) ? 'mine' : 'theirs']))
}

/** What is to be written over theirs. */
export function merged(found: readonly Difference[], chosen: Record<string, Side>): Fields {
  return Object.fromEntries(
    found.filter((one) => chosen[one.name] === 'mine' && !same(one.mine, one.theirs)).map((one) => [one.name, one.mine ?? null]),
  )
}
