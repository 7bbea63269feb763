import { signal } from '@preact/signals'
import { X } from 'lucide'
import { Problem } from '../api/client'
import { Button, IconButton } from './button'
import { problemText } from './problem'
import { t } from './words'

interface Toast {
  id: number
  text: string
  bad: boolean
  action: { text: string; run: () => unknown } | undefined
}

const LIFE_MS = 7_000
const WITH_ACTION_MS = 15_000
const toasts = signal<Toast[]>([])
let last = 0

function show(text: string, bad: boolean, action?: Toast['action']): void {
  const id = ++last
  toasts.value = [...toasts.value.slice(-3), { id, text, bad, action }]
  setTimeout(() => end(id), action || bad ? WITH_ACTION_MS : LIFE_MS)
}

function end(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}

/** Say that something was done; with `undo`, how to take it back. */
export function done(text: string, undo?: () => Promise<unknown>): void {
  show(text, false, undo && { text: t('undo'), run: () => undo().then(() => done(t('undone')), failed) })
}

/** Say that something failed, and what helps. */
export function failed(reason: unknown): void {
  if (reason instanceof Problem && reason.status === 401) return // the shell asks to sign in
  show(problemText(reason), true)
}

/** The dialogs that lie over the page, the topmost last: below a dialog nothing can be clicked. */
const over = signal<readonly string[]>([])

/** Say that a dialog lies over all; return what says that it is gone. */
export function cover(dialog: string): () => void {
  over.value = [...over.value, dialog]
  return () => {
    over.value = over.value.filter((one) => one !== dialog)
  }
}

/** Where toasts appear: in the shell, or in the dialog that lies over it. */
export function Toasts({ within = '' }: { within?: string }) {
  if ((over.value.at(-1) ?? '') !== within) return null
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <div key={one.id} class={one.bad ? 'toast bad' : 'toast'}>
          <span dir="auto">{one.text}</span>
          {one.action ? (
            <Button
              kind="quiet"
              small
              onClick={() => {
                end(one.id)
                one.action?.run()
              }}
            >
              {one.action.text}
            </Button>
          ) : null}
          <IconButton small label={t('close')} icon={X} onClick={() => end(one.id)} />
        </div>
      ))}
    </div>
  )
}
