/** What is found as one types: one cheap request a pause, and none is shown that a newer one has overtaken. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { get, Problem, type Answer } from '../api/client'
import { className, valueName } from '../model/words'

export type Row = Answer<'get', '/api/v1/search'>['items'][number]

export interface Found {
  /** The text that `rows` answers. */
  text: string
  rows: readonly Row[]
  total: number
  problem: Problem | undefined
}

const NOTHING: Found = { text: '', rows: [], total: 0, problem: undefined }
const SETTLE_MS = 50

/** Find CIs by a text; nothing while it is empty. What was found stays until something newer has come. */
export function useFound(text: string, most: number, wanted?: string): Found {
  const [found, setFound] = useState<Found>(NOTHING)
  const q = text.trim()
  useEffect(() => {
    if (!q) {
      setFound(NOTHING)
      return undefined
    }
    const ended = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const query = { q: q.slice(0, MOST_CHARACTERS), limit: most, ...(wanted ? { class: [wanted] } : {}) }
        const answer = await get('/api/v1/search', { params: { query }, signal: ended.signal })
        setFound({ text: q, rows: answer.items, total: answer.total, problem: undefined })
      } catch (reason) {
        if (!ended.signal.aborted && reason instanceof Problem) setFound({ ...NOTHING, text: q, problem: reason })
      }
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [q, most, wanted])
  return found
}

/** Enter may come before the answer to what was typed: the act is done when that is there, unless one types on. */
export function useHurry(found: Found, text: string): (act: (rows: readonly Row[]) => void) => void {
  const hurried = useRef<{ text: string; act: (rows: readonly Row[]) => void } | undefined>(undefined)
  const q = text.trim()
  useEffect(() => {
    const { current } = hurried
    if (!current || (current.text === q && found.text !== q)) return
    hurried.current = undefined
    if (current.text === q && !found.problem) current.act(found.rows)
  }, [found, q])
  return (act) => {
    hurried.current = { text: q, act }
  }
}

/** No question is longer: what is pasted beyond it is not looked at. */
export const MOST_CHARACTERS = 1000

/** Class, environment and, where it is not in use, lifecycle: what tells alike names apart. */
export function facts(ci: Partial<Row>): string {
  const parts = [ci.class ? className(ci.class) : '', ci.environment ? valueName('environment', ci.environment) : '']
  if (ci.lifecycle && ci.lifecycle !== 'operational') parts.push(valueName('lifecycle', ci.lifecycle))
  return parts.filter(Boolean).join(' · ')
}
