/** What a class holds, as the API's model says it: read once, kept while the page is open. */
import { get } from '../api/client'

export interface Attribute {
  name: string
  type: 'string' | 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'duration' | 'strings'
  about: string
  required: boolean
  recommended: boolean
  common: boolean
  unit?: string
  pattern?: string
  minimum?: number
  maximum?: number
  enum?: string[]
}

export interface CiClass {
  name: string
  parent: string | null
  layer: number | null
  operational: boolean
  abstract: boolean
  summary: string
  identified_by: string[][]
  attributes: Attribute[]
  quorums: Record<string, unknown>
}

const known = new Map<string, Promise<CiClass>>()

/** A class with all that it inherits. */
export function ciClass(name: string): Promise<CiClass> {
  let found = known.get(name)
  if (!found) {
    found = get('/api/v1/model/classes/{name}', { params: { path: { name } } }) as unknown as Promise<CiClass>
    found.catch(() => known.delete(name))
    known.set(name, found)
  }
  return found
}

let all: Promise<CiClass[]> | undefined

/** All classes, parents before children. */
export function ciClasses(): Promise<CiClass[]> {
  all ??= get('/api/v1/model').then(
    (model) => (model as unknown as { classes: CiClass[] }).classes,
    (reason: unknown) => {
      all = undefined
      throw reason
    },
  )
  return all
}
