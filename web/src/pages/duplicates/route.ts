import { route } from '../../route'

export default [
  route({ path: '/duplicates', load: () => import('./page') }),
  route({ path: '/duplicates/:id', load: () => import('./case') }),
]
