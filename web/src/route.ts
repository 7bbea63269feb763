/** A page's place: its path, its entry in the navigation, and how it is loaded. */
import type { ComponentType } from 'preact'
import type { IconNode } from 'lucide'

export interface PageRoute {
  /** A path of preact-iso: `/cis/:id`. */
  path: string
  /** Its entry in the navigation: order, icon, and the key `nav` of the page's own texts. */
  nav?: { order: number; icon: IconNode; text: string }
  load: () => Promise<{ default: ComponentType<PageProps> }>
}

/** What a page gets: the parts of its path, the values of its query. */
export interface PageProps {
  params?: Record<string, string>
  query?: Record<string, string>
}

/** Say where a page is. A folder of pages may export several. */
export const route = (one: PageRoute): PageRoute => one
