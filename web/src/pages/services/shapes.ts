import type { Answer } from '../../api/client'

export type Listed = Answer<'get', '/api/v1/services'>['items'][number]
export type Mark = Answer<'get', '/api/v1/service-marks'>['items'][number]
export type Service = Answer<'get', '/api/v1/services/{ref}'>
export type Level = Service['levels'][number]
export type Need = Level['needs'][number]
export type Pool = Service['redundancy'][number]
export type WeakPoints = NonNullable<Service['weak_points']>
export type Ends = Answer<'get', '/api/v1/expiring'>['items'][number]

/** The address of a service's page. */
export const servicePath = (id: string): string => `/services/${encodeURIComponent(id)}`
