import { Zap } from 'lucide'
import { route } from '../../route'

export default [
  route({ path: '/impact', nav: { order: 4, icon: Zap, text: 'impact.nav' }, load: () => import('./page') }),
  route({ path: '/compare', load: () => import('./compare') }),
]
