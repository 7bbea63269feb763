/** Writes of a CI, each with a reason and an undo. */
import { del, patch, post, put } from '../../api/client'
import type { Attribute } from '../../model/classes'
import { done } from '../../ui'
import type { Amount, Ci } from './types'
import { t } from './words'

interface Written {
  revision: number | null
  ci: Ci
}

/** Fields of a CI, flat, by name. */
export type Fields = Record<string, unknown>

/** A CI's fields side by side, as the model names them. */
export const flat = (ci: Ci): Fields => {
  const { attributes, quorum: _quorum, rev: _rev, ...common } = ci
  return { ...common, ...attributes }
}

/** Fields as the API takes them: common ones beside the name, a class's own under `attributes`. */
export function shaped(known: readonly Attribute[], fields: Fields): Fields {
  const common: Fields = {}
  const attributes: Fields = {}
  const own = new Set(known.filter((one) => !one.common).map((one) => one.name))
  for (const [name, value] of Object.entries(fields)) (own.has(name) ? attributes : common)[name] = value
  return Object.keys(attributes).length ? { ...common, attributes } : common
}

const based = (rev: number) => ({ 'If-Match': `"${rev}"` })
const why = (reason: string) => (reason.trim() ? { reason: reason.trim() } : {})

/** Change fields of a CI that is as `ci` still; `dryRun` only tells what would be wrong. */
export function change(ci: Ci, body: Fields, reason = '', dryRun = false): Promise<Written> {
  const params = { path: { ref: ci.id }, header: based(ci.rev), query: { ...why(reason), ...(dryRun ? { dry_run: true } : {}) } }
  return patch('/api/v1/cis/{ref}', { params, body: body as never }) as unknown as Promise<Written>
}

/** Add a CI; `dryRun` only tells what would be wrong. */
export function add(body: Fields, reason = '', dryRun = false): Promise<Written> {
  const params = { query: { ...why(reason), ...(dryRun ? { dry_run: true } : {}) } }
  return post('/api/v1/cis', { params, body: body as never }) as unknown as Promise<Written>
}

export function retire(ci: Ci, reason: string): Promise<Written> {
  const params = { path: { ref: ci.id }, header: based(ci.rev), query: why(reason) }
  return post('/api/v1/cis/{ref}/retire', { params }) as unknown as Promise<Written>
}

export function restore(ci: Ci, reason: string): Promise<Written> {
  const params = { path: { ref: ci.id }, header: based(ci.rev), query: why(reason) }
  return post('/api/v1/cis/{ref}/restore', { params }) as unknown as Promise<Written>
}

/** Say how many of a group it needs; null: the default holds again. */
export function setQuorum(ci: Ci, group: string, said: { needs: Amount; wants: Amount } | null, reason: string): Promise<Written> {
  const params = { path: { ref: ci.id, group }, header: based(ci.rev), query: why(reason) }
  const answer = said
    ? put('/api/v1/cis/{ref}/quorum/{group}', { params, body: said as never })
    : del('/api/v1/cis/{ref}/quorum/{group}', { params })
  return answer as unknown as Promise<Written>
}

export interface Ends {
  from: string
  type: string
  to: string
}

interface RelationWritten {
  revision: number | null
  relation: { strength: string; group: string | null }
}

export function relate(ends: Ends, fields: Fields, reason = '', dryRun = false): Promise<RelationWritten> {
  const params = { query: { ...why(reason), ...(dryRun ? { dry_run: true } : {}) } }
  return put('/api/v1/relations', { params, body: { ...ends, ...fields } as never }) as unknown as Promise<RelationWritten>
}

export function unrelate(ends: Ends, reason: string): Promise<{ revision: number | null }> {
  return del('/api/v1/relations', { params: { query: { ...ends, ...why(reason) } } }) as unknown as Promise<{ revision: number | null }>
}

export function release(ref: string, fields: string[], reason = ''): Promise<{ revision: number | null }> {
  const params = { path: { ref }, query: why(reason) }
  return post('/api/v1/reconciliation/{ref}/release', { params, body: { fields } as never }) as unknown as Promise<{ revision: number | null }>
}

export function undo(revision: number): Promise<unknown> {
  const params = { path: { number: revision }, query: { reason: t('undo_reason', { n: String(revision) }) } }
  return post('/api/v1/revisions/{number}/undo', { params })
}

/** Say that it was written, with the way back; `after` is called when either is done. */
export function told(text: string, revision: number | null, after: () => void): void {
  after()
  if (revision === null) done(t('nothing_changed'))
  else done(text, () => undo(revision).then(after))
}
