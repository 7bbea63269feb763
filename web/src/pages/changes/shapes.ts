import type { Answer } from '../../api/client'

export type Revision = Answer<'get', '/api/v1/revisions'>['items'][number]
export type Event = Answer<'get', '/api/v1/revisions/{number}'>['items'][number]
export type Difference = Answer<'get', '/api/v1/diff'>
export type Differing = Difference['items'][number]
