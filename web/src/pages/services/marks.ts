import { useEffect, useState } from 'preact/hooks'
import { get } from '../../api/client'
import type { Mark } from './shapes'

/** How many are asked for at once, and in all: each is an evaluation of all that a service stands on. */
const AT_ONCE = 20
const MOST = 200

/** What a catalogue adds to services, by id; it comes bit by bit, the first ones first. */
export function useMarks(ids: readonly string[]): ReadonlyMap<string, Mark> {
  const [marks, setMarks] = useState<ReadonlyMap<string, Mark>>(new Map())
  const wanted = ids.slice(0, MOST).join(' ')
  useEffect(() => {
    const ended = new AbortController()
    const ask = async () => {
      const all = wanted.split(' ').filter(Boolean)
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const some = all.slice(at, at + AT_ONCE)
        const found = await get('/api/v1/service-marks', { params: { query: { ci: some } }, signal: ended.signal })
        if (ended.signal.aborted) return
        setMarks((known) => new Map([...known, ...found.items.map((one): [string, Mark] => [one.id, one])]))
      }
    }
    // What does not come is not shown: the catalogue says its own failure.
    ask().catch(() => {})
    return () => ended.abort()
  }, [wanted])
  return marks
}
