/** The upload that somebody prepares, looks at and carries out. It outlives the page: one may leave and come back. */
import { batch, signal } from '@preact/signals'
import { Problem, raw } from '../../api/client'
import { form, isMapping, mappingOf, type Chosen, type Picked } from './files'
import { send, type Sending, type Step } from './sending'
import type { Report } from '../runs/shapes'

/** Which way it goes: choosing, a dry run under way, its plan, the import under way, what it came to. */
export type Stage = 'choose' | 'planning' | 'plan' | 'importing' | 'done'

export interface How {
  kind: string
  source: string
  project: string
  complete: boolean
  reason: string
  settings: Record<string, string>
}

const NOTHING: How = { kind: '', source: '', project: '', complete: false, reason: '', settings: {} }

export const stage = signal<Stage>('choose')
export const files = signal<Chosen[]>([])
export const left = signal(0)
export const whole = signal(false)
export const how = signal<How>(NOTHING)
/** Mappings that somebody edited, by path. */
export const mappings = signal<ReadonlyMap<string, string>>(new Map())
export const step = signal<Step | null>(null)
export const problem = signal<Problem | null>(null)
export const reports = signal<Report[]>([])
/** Bad entries are left out from here on. */
export const leavingOut = signal(false)

let running: Sending<{ reports: Report[] }> | undefined

/** Add what was picked; a folder stands alone. */
export function add(picked: Picked): void {
  batch(() => {
    const before = picked.whole || whole.value ? [] : files.value
    const paths = new Set(picked.files.map((one) => one.path))
    files.value = [...before.filter((one) => !paths.has(one.path)), ...picked.files]
    left.value = picked.left
    whole.value = picked.whole
    how.value = { ...how.value, project: before.length > 0 ? how.value.project : picked.project }
    if (picked.whole) mappings.value = new Map()
    back()
  })
}

export function drop(path: string): void {
  files.value = files.value.filter((one) => one.path !== path)
  const kept = new Map(mappings.value)
  kept.delete(path)
  kept.delete(mappingOf(path))
  mappings.value = kept
}

/** To the choice again, with what was chosen. */
export function back(): void {
  batch(() => {
    stage.value = 'choose'
    problem.value = null
    step.value = null
    leavingOut.value = false
  })
}

/** To an empty choice. */
export function afresh(): void {
  batch(() => {
    back()
    files.value = []
    left.value = 0
    whole.value = false
    how.value = NOTHING
    mappings.value = new Map()
    reports.value = []
  })
}

/** Set the mapping of a table. */
export function keepMapping(table: string, text: string): void {
  mappings.value = new Map(mappings.value).set(mappingOf(table), text)
}

/** The mapping of a table as it stands: edited, sent with it, or guessed by the server. */
export async function mappingText(table: Chosen): Promise<string> {
  const path = mappingOf(table.path)
  const edited = mappings.value.get(path)
  if (edited !== undefined) return edited
  const beside = files.value.find((one) => isMapping(one.path) && one.path.startsWith(path.replace(/\.toml$/, '')))
  if (beside) return beside.file.text()
  const answer = await raw('/api/v1/imports/guess', { method: 'POST', body: form([table], new Map()) })
  return ((await answer.json()) as { mapping: string }).mapping
}

/** Ask what it would do. */
export const plan = (): Promise<void> => go('planning', 'plan', true)
/** Do it. */
export const carryOut = (): Promise<void> => go('importing', 'done', false)

async function go(during: Stage, after: Stage, dry: boolean): Promise<void> {
  const before = stage.value
  batch(() => {
    stage.value = during
    problem.value = null
    step.value = null
  })
  running = send<{ reports: Report[] }>(`/api/v1/imports?${query(dry)}`, form(files.value, mappings.value), (one) => {
    step.value = one
  })
  try {
    const answer = await running.answer
    batch(() => {
      reports.value = answer.reports
      stage.value = after
    })
  } catch (reason) {
    batch(() => {
      stage.value = before
      if (reason instanceof Problem) problem.value = reason
    })
  } finally {
    running = undefined
  }
}

/** Stop waiting. */
export const stop = (): void => running?.stop()

function query(dry: boolean): string {
  const { kind, source, project, complete, reason, settings } = how.value
  const parts: [string, string][] = Object.entries({ kind, source: source.trim(), project: project.trim(), reason: reason.trim() })
  // Of files that are picked one by one nobody knows what else lies beside them.
  const flags = { dry_run: dry, keep_going: leavingOut.value, complete, part: !whole.value && !complete }
  for (const [name, on] of Object.entries(flags)) if (on) parts.push([name, 'true'])
  for (const [name, value] of Object.entries(settings)) if (value.trim()) parts.push(['setting', `${name}=${value.trim()}`])
  return new URLSearchParams(parts.filter(([, value]) => value)).toString()
}
