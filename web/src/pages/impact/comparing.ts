/** Two questions in one address: each as the query of /impact would have it. */
import { addressed } from '../../query'
import { read, written, type Question } from './question'

const text = (question: Question): string => {
  const parts = Object.entries(written(question)).filter((one): one is [string, string] => one[1] !== null)
  return new URLSearchParams(parts).toString()
}

/** The address that compares: without another question it is the same one without its edits, or of another time. */
export function comparing(after: Question, before: Question = { ...after, edits: [] }): string {
  return addressed('/compare', { before: text(before), after: text(after) })
}

export const pair = (query: Record<string, string>): [Question, Question] => [side(query.before), side(query.after)]

const side = (said: string | undefined): Question => read(Object.fromEntries(new URLSearchParams(said ?? '')))
