import { texts } from '../../texts'
import type en from './texts/en.json'

/** The words of sources, and of what all pages about them share. */
export const t = texts<typeof en>('sources')
