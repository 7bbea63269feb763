import { route } from '../../route'

export default [
  route({ path: '/cis/new', load: () => import('./new') }),
  route({ path: '/cis/:id', load: () => import('./page') }),
]
