import { signal } from '@preact/signals'

/** True while the search lies over the page. */
export const searching = signal(false)
