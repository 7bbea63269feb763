/** An answer of the API as a page uses it: asked for, shown, asked for again when something changed. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { Problem, signedOut } from './client'
import { live, type Happened } from './live'

export interface Asked<T> {
  /** The newest answer; while another is on its way, the one before. */
  value: T | undefined
  problem: Problem | undefined
  /** True while nothing has come yet, or a new question has no answer. */
  busy: boolean
  /** Ask again. */
  again: () => void
}

interface How {
  /** Which news make it ask again: all by default; false for none. */
  live?: boolean | ((what: Happened) => boolean)
  /** Keep showing the former answer while the question changes. True by default. */
  keep?: boolean
}

const SETTLE_MS = 400

/** Ask `question` now, when `deps` change and when the live feed says so. A null question asks nothing. */
export function useAnswer<T>(
  question: ((signal: AbortSignal) => Promise<T>) | null,
  deps: readonly unknown[],
  how: How = {},
): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, 'again'>>({ value: undefined, problem: undefined, busy: true })
  const [turn, setTurn] = useState(0)
  const again = useCallback(() => setTurn((n) => n + 1), [])
  const wish = useRef(how)
  wish.current = how

  useEffect(() => {
    if (!question) {
      setState({ value: undefined, problem: undefined, busy: false })
      return
    }
    const ended = new AbortController()
    setState((now) => ({ value: wish.current.keep === false ? undefined : now.value, problem: undefined, busy: true }))
    question(ended.signal).then(
      (value) => !ended.signal.aborted && setState({ value, problem: undefined, busy: false }),
      (reason: unknown) => {
        if (ended.signal.aborted) return
        const problem = reason instanceof Problem ? reason : new Problem({ status: -1, detail: String(reason) })
        setState((now) => ({ value: problem.status === 0 ? now.value : undefined, problem, busy: false }))
      },
    )
    return () => ended.abort()
  }, [...deps, turn])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = live.on((what) => {
      const wanted = wish.current.live ?? true
      if (typeof wanted === 'function' ? !wanted(what) && what.kind !== 'back' : !wanted) return
      clearTimeout(timer)
      timer = setTimeout(again, SETTLE_MS)
    })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [again])

  // Whoever signed in again goes on where the session ended.
  const out = signedOut.value
  useEffect(() => {
    if (!out && state.problem?.status === 401) again()
  }, [out])

  return { ...state, again }
}
