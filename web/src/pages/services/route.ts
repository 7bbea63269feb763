import { HandHeart } from 'lucide'
import { route } from '../../route'

export default [
  route({ path: '/services', nav: { order: 20, icon: HandHeart, text: 'services.nav' }, load: () => import('./page') }),
  route({ path: '/services/:id', load: () => import('./one') }),
]
