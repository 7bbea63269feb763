/** Light or dark, as the system has it or as one likes. */
import { effect } from '@preact/signals'
import { kept } from './kept'

export const SCHEMES = ['system', 'light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

export const scheme = kept<Scheme>('scheme', 'system', (one): one is Scheme => SCHEMES.includes(one as Scheme))

effect(() => {
  if (scheme.value === 'system') delete document.documentElement.dataset.scheme
  else document.documentElement.dataset.scheme = scheme.value
})
