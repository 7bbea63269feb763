/** An impact question, as the address holds it and as the API takes it. */
import { addressed } from '../../query'
import type { Named } from '../../ui'

export const STATES = ['down', 'degraded', 'at_risk'] as const
export type State = (typeof STATES)[number]

export interface Given {
  ci: string
  state: State
}

/** An edit of a hypothesis, as the API takes it. */
export interface Edit {
  op: string
  [field: string]: unknown
}

export interface Question {
  given: Given[]
  baseline: 'clean' | 'current'
  duration: string | null
  at: string | null
  edits: Edit[]
}

export const NOTHING: Question = { given: [], baseline: 'clean', duration: null, at: null, edits: [] }
const LONGEST = 6000

/** Names of CIs that were seen, for what is only known by its id. */
export const seen = new Map<string, Named>()
export function remember(cis: Iterable<Named>): void {
  for (const ci of cis) seen.set(ci.id, ci)
}
export const named = (ref: string): Named => seen.get(ref) ?? { id: ref, name: ref }

/** Read the question that a query says; what makes no sense in it is left out. */
export function read(query: Record<string, string>): Question {
  const said = query.list ? (sessionStorage.getItem(query.list) ?? '') : (query.given ?? '')
  return {
    given: said.split(',').flatMap(one),
    baseline: query.baseline === 'current' ? 'current' : 'clean',
    duration: query.duration || null,
    at: query.at || null,
    edits: edits(query.if),
  }
}

function one(text: string): Given[] {
  const at = text.lastIndexOf(':')
  const state = text.slice(at + 1) as State
  const known = at > 0 && STATES.includes(state)
  const ref = plain(known ? text.slice(0, at) : text).trim()
  return ref ? [{ ci: ref, state: known ? state : 'down' }] : []
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function edits(text: string | undefined): Edit[] {
  if (!text) return []
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found.filter((edit): edit is Edit => typeof edit === 'object' && edit !== null && 'op' in edit) : []
  } catch {
    return []
  }
}

/** The question as parts of a query. A list too long for an address is kept in this browser. */
export function written(question: Question): Record<string, string | null> {
  const given = question.given.map((each) => `${encodeURIComponent(each.ci)}:${each.state}`).join(',')
  const long = given.length > LONGEST
  return {
    given: long ? null : given || null,
    list: long ? keep(given) : null,
    baseline: question.baseline === 'current' ? 'current' : null,
    duration: question.duration,
    at: question.at,
    if: question.edits.length ? JSON.stringify(question.edits) : null,
  }
}

function keep(given: string): string {
  let sum = 0
  for (let at = 0; at < given.length; at++) sum = (Math.imul(sum, 31) + given.charCodeAt(at)) | 0
  const name = `impact-${(sum >>> 0).toString(36)}`
  sessionStorage.setItem(name, given)
  return name
}

/** The address that asks it. */
export const asking = (question: Question, more: Record<string, string> = {}): string => addressed('/impact', { ...written(question), ...more })

/** The question as the API takes it. */
export function body(question: Question) {
  return {
    given: question.given,
    baseline: question.baseline,
    hypothesis: question.edits,
    ...(question.duration ? { duration: question.duration } : {}),
    ...(question.at ? { at: question.at } : {}),
  }
}

/** True where there is something to ask. */
export const asks = (question: Question): boolean =>
  question.given.length > 0 || question.baseline === 'current' || question.edits.some((edit) => edit.op === 'retire_ci' || edit.op === 'remove_ci')

/** The question that a scenario keeps. */
export function kept(said: Record<string, unknown>): Question {
  const given = Array.isArray(said.given) ? (said.given as Partial<Given>[]) : []
  return {
    given: given.flatMap((each) => (each.ci ? [{ ci: each.ci, state: each.state ?? 'down' }] : [])),
    baseline: said.baseline === 'current' ? 'current' : 'clean',
    duration: typeof said.duration === 'string' ? said.duration : null,
    at: said.at === undefined || said.at === null ? null : String(said.at),
    edits: Array.isArray(said.hypothesis) ? (said.hypothesis as Edit[]) : [],
  }
}
