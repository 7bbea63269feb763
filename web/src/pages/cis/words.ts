import { texts } from '../../texts'
import type en from './texts/en.json'

/** The words of the page of a CI. */
export const t = texts<typeof en>('cis')
