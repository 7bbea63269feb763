/** The CIs that somebody looked at in this browser, the newest first. */
import { kept } from './kept'
import type { Named } from './ui'

const MOST = 12
const LONGEST = 300

/** What was looked at, the newest first. */
export const recent = kept<Named[]>('recent', [], isNamed)

/** Note that a CI was looked at. */
export function looked(ci: Named): void {
  const [first] = recent.value
  if (first?.id === ci.id && first.name === ci.name) return
  const one: Named = { id: ci.id, name: ci.name.slice(0, LONGEST), ...(ci.class ? { class: ci.class } : {}) }
  recent.value = [one, ...recent.value.filter((other) => other.id !== ci.id)].slice(0, MOST)
}

function isNamed(value: unknown): value is Named[] {
  return (
    Array.isArray(value) &&
    value.every((one: unknown) => typeof one === 'object' && one !== null && typeof (one as Named).id === 'string' && typeof (one as Named).name === 'string')
  )
}
