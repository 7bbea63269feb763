import { route } from '../../route'

export default [
  route({ path: '/runs', load: () => import('./page') }),
  route({ path: '/runs/:id', load: () => import('./run') }),
]
