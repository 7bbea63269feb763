import { texts } from '../texts'
import type en from './texts/en.json'

/** The words of the shared components. */
export const t = texts<typeof en>('ui')
