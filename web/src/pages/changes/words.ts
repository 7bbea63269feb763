import { texts } from '../../texts'
import type en from './texts/en.json'

export const t = texts<typeof en>('changes')
