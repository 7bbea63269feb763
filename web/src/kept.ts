/** What this browser keeps for its user: small values, lost without harm where storage is closed. */
import { effect, signal, type Signal } from '@preact/signals'

const PREFIX = 'cmdb.'

/** A signal whose value outlives the page. `valid` decides whether what was stored is still usable. */
export function kept<T>(name: string, initial: T, valid: (value: unknown) => value is T): Signal<T> {
  const made = signal<T>(stored(name, initial, valid))
  effect(() => {
    const value = made.value
    try {
      localStorage.setItem(PREFIX + name, JSON.stringify(value))
    } catch {
      // Full or forbidden: the value holds until the page is closed.
    }
  })
  return made
}

function stored<T>(name: string, initial: T, valid: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null')
    return valid(value) ? value : initial
  } catch {
    return initial
  }
}

/** True for a list of texts. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
