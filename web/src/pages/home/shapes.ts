import type { Answer } from '../../api/client'

export type Overview = Answer<'get', '/api/v1/overview'>
export type Standing = Overview['services']
export type TeamView = NonNullable<Overview['team']>
export type Watch = Answer<'get', '/api/v1/watches'>['items'][number]
export type Revision = Answer<'get', '/api/v1/revisions'>['items'][number]
export type Estate = Answer<'get', '/api/v1/quality'>
