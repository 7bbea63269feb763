/** Light or dark, as the system has it or as one likes. */
import { effect, signal } from '@preact/signals'
import { kept } from './kept'

export const SCHEMES = ['system', 'light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

export const scheme = kept<Scheme>('scheme', 'system', (one): one is Scheme => SCHEMES.includes(one as Scheme))

const asked = window.matchMedia('(prefers-color-scheme: dark)')
const system = signal(asked.matches)
asked.addEventListener('change', () => (system.value = asked.matches))

effect(() => {
  const dark = scheme.value === 'system' ? system.value : scheme.value === 'dark'
  document.documentElement.dataset.scheme = dark ? 'dark' : 'light'
})
