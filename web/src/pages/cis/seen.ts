import type { CiClass } from '../../model/classes'
import type { Details } from './types'

/** What the parts of the page share: the CI, its class once known, and what one may do. */
export interface Seen {
  details: Details
  of: CiClass | undefined
  again: () => void
  /** Opens the form, on a field; undefined without the right. */
  edit: ((first?: string) => void) | undefined
  /** Opens the form of a new relation; undefined without the right. */
  relate: (() => void) | undefined
}
