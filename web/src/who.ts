/** Who uses the page, and what they may do. */
import { signal } from '@preact/signals'
import { get, post, Problem, signedOut } from './api/client'
import { live } from './api/live'

export interface Who {
  actor: string
  role: string
  rights: string[]
}

/** Who is signed in; undefined before that is known, null for nobody. */
export const who = signal<Who | null | undefined>(undefined)

/** True where the role has the right: `read`, `edit`, `operate`, `admin`. What one may not do is not offered. */
export const may = (right: string): boolean => who.value?.rights.includes(right) ?? false

/** Use the one-time code of the address, if there is one, and find out who it is. */
export async function arrive(): Promise<Problem | undefined> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code')
  if (code) {
    // A code that was used has no place in the history.
    history.replaceState(null, '', location.pathname + location.search)
    const problem = await signIn(code)
    if (problem && problem.status !== 401) return problem
    if (problem) {
      await known()
      return who.value ? undefined : problem
    }
  }
  return known()
}

/** Sign in by a one-time code; the problem, if it was refused. */
export async function signIn(code: string): Promise<Problem | undefined> {
  try {
    await post('/api/v1/sign-in', { body: { code } })
  } catch (reason) {
    return asProblem(reason)
  }
  return known()
}

async function known(): Promise<Problem | undefined> {
  try {
    who.value = (await get('/api/v1/sign-in')) as Who
    signedOut.value = false
    live.start()
    return undefined
  } catch (reason) {
    const problem = asProblem(reason)
    if (problem.status === 401) {
      who.value = null
      return undefined
    }
    return problem
  }
}

function asProblem(reason: unknown): Problem {
  return reason instanceof Problem ? reason : new Problem({ status: -1, detail: String(reason) })
}
