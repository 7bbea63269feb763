import type { PageRoute } from './route'

type Exported = PageRoute | PageRoute[]
const FILES = import.meta.glob<Exported>('./pages/*/route.ts', { eager: true, import: 'default' })

/** All pages, found by existing. */
export const ROUTES: PageRoute[] = Object.values(FILES).flat()
