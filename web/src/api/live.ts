/**
 * What happens meanwhile, told by the server (server-sent events): pages ask again when it concerns them.
 *
 * One connection a tab, and only while somebody looks at it: a hidden tab lets go after a while and is told on
 * its return what it missed. A connection that says nothing for long is dead, whatever the browser thinks.
 */
import { signal } from '@preact/signals'
import { signedOut } from './client'

/** One thing that happened. `cis` are the ids it touched; null: too many to name, or not known. */
export interface Happened {
  /** `revision`: something was written; `run`: an import began or ended; `waiting`: what waits for a decision is
   * another amount; `back`: the connection was lost, anything may have changed. */
  kind: string
  revision: number
  cis: string[] | null
}

/** An import under way. */
export interface Running {
  id: string
  source: string
}

type Listener = (what: Happened) => void
interface Changed {
  revision: number
  events: number
  cis: string[] | null
}
interface Hello {
  revision: number
  runs: Running[]
  missed: Changed | null
}

const FIRST_S = 1
const MOST_S = 30
/** The server says something every 15 seconds. */
const SILENT_MS = 40_000
/** How long a hidden tab stays connected. */
const HIDDEN_MS = 60_000
/** An import writes every second: pages follow it more calmly. */
const CALM_MS = 4_000
const MOST_CIS = 200

const listeners = new Set<Listener>()
const state = signal<'off' | 'on' | 'lost'>('off')
const running = signal<ReadonlyMap<string, Running>>(new Map())
let wanted = false
let source: EventSource | undefined
let wait = FIRST_S
let retry: ReturnType<typeof setTimeout> | undefined
let silence: ReturnType<typeof setTimeout> | undefined
let hiding: ReturnType<typeof setTimeout> | undefined
let pause: ReturnType<typeof setTimeout> | undefined
let held: Happened | undefined
let newest: number | undefined

export const live = {
  /** Whether news arrive: off before the first connection, lost while it is tried again. */
  state,
  /** The imports under way, by id. */
  running,
  /** Be told; return what ends it. */
  on(listener: Listener): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Connect, and stay connected until `stop`. */
  start(): void {
    wanted = true
    if (!source && !retry) open()
  },
  stop(): void {
    wanted = false
    newest = undefined
    running.value = new Map()
    close()
    state.value = 'off'
  },
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding)
  if (document.hidden) hiding = setTimeout(close, HIDDEN_MS)
  else if (wanted && !source) {
    close()
    wait = FIRST_S
    open()
  }
})
addEventListener('offline', again)
addEventListener('online', () => {
  if (wanted && state.value === 'lost') {
    close()
    open()
  }
})

function open(): void {
  retry = undefined
  source = new EventSource(newest === undefined ? '/api/v1/feed' : `/api/v1/feed?after=${newest}`)
  heard('hello', (said: Hello) => {
    const [lost, known] = [state.value === 'lost', newest]
    state.value = 'on'
    wait = FIRST_S
    newest = said.revision
    running.value = new Map(said.runs.map((one) => [one.id, one]))
    if (lost || (known !== undefined && !said.missed)) tell({ kind: 'back', revision: said.revision, cis: null })
    else if (said.missed?.events) written(said.missed)
  })
  heard('changed', written)
  heard('run', (said: Running & { status: string }) => {
    const now = new Map(running.value)
    if (said.status === 'running') now.set(said.id, said)
    else now.delete(said.id)
    running.value = now
    tell({ kind: 'run', revision: newest ?? 0, cis: [] })
  })
  heard('waiting', () => tell({ kind: 'waiting', revision: newest ?? 0, cis: [] }))
  heard('beat', () => {})
  heard('unavailable', () => (state.value = 'lost'))
  heard('ended', () => {
    close()
    signedOut.value = true
  })
  heard('bye', again)
  source.addEventListener('error', again)
  listen()
}

function heard<T>(name: string, told: (said: T) => void): void {
  source?.addEventListener(name, (event) => {
    listen()
    told(JSON.parse((event as MessageEvent<string>).data) as T)
  })
}

/** Wait for the next word, but not for ever. */
function listen(): void {
  clearTimeout(silence)
  silence = setTimeout(again, SILENT_MS)
}

/** Try anew after a while. The browser's own retry gives up on some answers; this one only slows down. */
function again(): void {
  close()
  if (!wanted || signedOut.value) return
  if (state.value === 'on') state.value = 'lost'
  retry = setTimeout(open, wait * 1000)
  wait = Math.min(MOST_S, wait * 2)
}

function close(): void {
  clearTimeout(retry)
  clearTimeout(silence)
  retry = undefined
  source?.close()
  source = undefined
}

function written(what: Changed): void {
  newest = what.revision
  const cis = held ? together(held.cis, what.cis) : what.cis
  held = { kind: 'revision', revision: what.revision, cis }
  if (pause) return
  deliver()
}

/** Tell what was held back; during an import not more often than every few seconds. */
function deliver(): void {
  pause = undefined
  if (!held) return
  tell(held)
  held = undefined
  if (running.value.size) pause = setTimeout(deliver, CALM_MS)
}

function together(one: string[] | null, other: string[] | null): string[] | null {
  if (!one || !other) return null
  const both = new Set([...one, ...other])
  return both.size > MOST_CIS ? null : [...both]
}

function tell(what: Happened): void {
  for (const listener of listeners) listener(what)
}
