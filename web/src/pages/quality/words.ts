import { texts } from '../../texts'
import type en from './texts/en.json'

/** The words of this page. */
export const t = texts<typeof en>('quality')
