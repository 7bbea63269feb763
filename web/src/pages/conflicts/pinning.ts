/** A person's word on an attribute: it holds whatever sources say, until it is released. */
import { get, patch } from '../../api/client'

/** Write a value by hand, on the CI as it is now: a class's own attributes stand apart from the common ones. */
export async function pin(ci: string, name: string, value: unknown): Promise<void> {
  const path = { ref: ci }
  const found = await get('/api/v1/cis/{ref}', { params: { path } })
  const own = name in ((found as { attributes?: object }).attributes ?? {})
  const body = (own ? { attributes: { [name]: value } } : { [name]: value }) as never
  await patch('/api/v1/cis/{ref}', { params: { path, header: { 'If-Match': `"${(found as { rev: number }).rev}"` } }, body })
}
