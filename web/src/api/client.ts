/** Calls of the HTTP API, typed by its OpenAPI document. A failure is thrown as a `Problem`. */
import createClient, { type MaybeOptionalInit } from 'openapi-fetch'
import type { HttpMethod, PathsWithMethod, RequiredKeysOf, SuccessResponse } from 'openapi-typescript-helpers'
import { signal } from '@preact/signals'
import type { components, paths } from './schema'
import { language } from '../texts'

export type Schemas = components['schemas']

/** What a problem document (RFC 9457) of the API says; status 0: it could not be reached. */
export interface Said {
  status: number
  type?: string
  title?: string
  detail: string
  remedy?: string
  errors?: { place: string; reason: string }[]
  candidates?: string[]
  [more: string]: unknown
}

/** A failed call. */
export class Problem extends Error {
  constructor(readonly said: Said) {
    super(said.detail)
    this.name = 'Problem'
  }

  get status(): number {
    return this.said.status
  }
}

/** True while the session has ended: the shell asks to sign in, and what was typed stays. */
export const signedOut = signal(false)

/** What a successful call of a path answers. */
export type Answer<M extends HttpMethod, P extends PathsWithMethod<paths, M>> = SuccessResponse<
  ResponsesOf<paths[P][M & keyof paths[P]]>,
  `${string}/${string}`
>
type ResponsesOf<O> = O extends { responses: infer R extends Record<string | number, unknown> } ? R : never

type Verb<M extends HttpMethod> = <P extends PathsWithMethod<paths, M>, I extends MaybeOptionalInit<paths[P], M>>(
  path: P,
  ...init: RequiredKeysOf<I> extends never ? [init?: I] : [init: I]
) => Promise<Answer<M, P>>

const client = createClient<paths>({ baseUrl: location.origin, fetch: (request: Request) => fetch(request) })

interface Spoken {
  data?: unknown
  error?: unknown
  response: Response
}
type Call = (path: string, init: object) => Promise<Spoken>

function verb(name: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'): (path: string, init?: Record<string, unknown>) => Promise<unknown> {
  return async (path, init = {}) => {
    const headers = { 'Accept-Language': language.value, ...(init.headers as object | undefined) }
    let spoken: Spoken
    try {
      spoken = await (client[name] as unknown as Call)(path, { ...init, headers })
    } catch (reason) {
      throw unreachable(reason)
    }
    if (spoken.response.ok) return spoken.data
    throw refused(spoken.response.status, spoken.error)
  }
}

/** GET; the body, or a `Problem` is thrown. */
export const get = verb('GET') as Verb<'get'>
export const post = verb('POST') as Verb<'post'>
export const put = verb('PUT') as Verb<'put'>
export const patch = verb('PATCH') as Verb<'patch'>
export const del = verb('DELETE') as Verb<'delete'>

/** The same for what is no JSON (files, pictures, streams): the response itself, or a `Problem` is thrown. */
export async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { ...init, headers: { 'Accept-Language': language.value, ...init.headers } })
  } catch (reason) {
    throw unreachable(reason)
  }
  if (response.ok) return response
  throw refused(response.status, await response.json().catch(() => null))
}

function unreachable(reason: unknown): unknown {
  if (reason instanceof DOMException && reason.name === 'AbortError') return reason
  return new Problem({ status: 0, detail: '' })
}

function refused(status: number, body: unknown): Problem {
  if (status === 401) signedOut.value = true
  const said = typeof body === 'object' && body !== null && 'detail' in body ? (body as Said) : { detail: '' }
  return new Problem({ ...said, status })
}
