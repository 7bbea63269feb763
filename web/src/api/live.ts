/** What happens meanwhile, told by the server (server-sent events): pages ask again when it concerns them. */
import { signal } from '@preact/signals'

/** One thing that happened. `cis` are the ids it touched; null: too many to name. */
export interface Happened {
  kind: string
  revision: number
  cis: string[] | null
}

type Listener = (what: Happened) => void

const FIRST_S = 1
const MOST_S = 30
const listeners = new Set<Listener>()
const state = signal<'off' | 'on' | 'lost'>('off')
let source: EventSource | undefined
let wait = FIRST_S
let timer: ReturnType<typeof setTimeout> | undefined

export const live = {
  /** Whether news arrive: off before the first connection, lost while it is tried again. */
  state,
  /** Be told; return what ends it. */
  on(listener: Listener): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Connect, and stay connected until `stop`. */
  start(): void {
    if (source || timer) return
    open()
  },
  stop(): void {
    clearTimeout(timer)
    timer = undefined
    source?.close()
    source = undefined
    state.value = 'off'
  },
}

function open(): void {
  timer = undefined
  source = new EventSource('/api/v1/feed')
  source.addEventListener('open', () => {
    const back = state.value === 'lost'
    state.value = 'on'
    wait = FIRST_S
    if (back) tell({ kind: 'back', revision: 0, cis: null })
  })
  source.addEventListener('revision', (event) => {
    const said: Omit<Happened, 'kind'> = JSON.parse((event as MessageEvent<string>).data)
    tell({ ...said, kind: 'revision' })
  })
  source.addEventListener('error', () => {
    // The browser's own retry gives up on some answers; ours does not, and slows down.
    source?.close()
    source = undefined
    if (state.value === 'on') state.value = 'lost'
    timer = setTimeout(open, wait * 1000)
    wait = Math.min(MOST_S, wait * 2)
  })
}

function tell(what: Happened): void {
  for (const listener of listeners) listener(what)
}
