/** Runs, their reports and lines, as the API answers them. */
import type { Answer } from '../../api/client'

export type Run = Answer<'get', '/api/v1/runs/{run}'>
export type Brief = Answer<'get', '/api/v1/runs'>['items'][number]
export type Report = NonNullable<Run['report']>
export type Lines = Answer<'get', '/api/v1/runs/{run}/lines'>
export type Line = Lines['items'][number]

/** The groups of lines, in the order in which somebody should look at them. */
export const GROUPS = [
  'vetoed', 'duplicates', 'left_out', 'created', 'changed', 'retired', 'missing',
  'relations_created', 'relations_changed', 'relations_removed', 'parked', 'notes',
] as const
export type Group = (typeof GROUPS)[number]

/** The groups that are there, in that order. */
export const present = (counts: Record<string, number>): Group[] => GROUPS.filter((one) => counts[one])
