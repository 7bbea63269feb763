import { kept } from '../../kept'

/** The team that somebody picked in this browser; null: all of them. */
export const team = kept<string | null>('team', null, (one): one is string | null => one === null || (typeof one === 'string' && one.length <= 500))
