/** The CIs that somebody opened last in this browser. */
import { kept } from '../kept'
import type { Named } from '../ui'

const MOST = 8
const LONGEST = 200

export const recent = kept<Named[]>('recent', [], (value): value is Named[] => Array.isArray(value) && value.every(isNamed))

function isNamed(one: unknown): one is Named {
  return typeof one === 'object' && one !== null && 'id' in one && 'name' in one && typeof one.id === 'string' && typeof one.name === 'string'
}

/** Remember that a CI was opened. */
export function remember(ci: Named): void {
  const known = recent.value.find((one) => one.id === ci.id)
  const kind = ci.class ?? known?.class
  const first: Named = { id: ci.id, name: ci.name.slice(0, LONGEST), ...(kind ? { class: kind } : {}) }
  recent.value = [first, ...recent.value.filter((one) => one.id !== ci.id)].slice(0, MOST)
}

function followed(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="/cis/"]') : null
  const id = link && /^\/cis\/([^/?#]+)/.exec(link.getAttribute('href') ?? '')?.[1]
  const name = link?.textContent?.trim()
  if (id && name) remember({ id: decodeURIComponent(id), name })
}

/** Remember every CI whose link is followed, wherever it stands. */
export function rememberLinks(): () => void {
  addEventListener('click', followed, true)
  return () => removeEventListener('click', followed, true)
}
