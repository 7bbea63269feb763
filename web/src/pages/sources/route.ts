import { Import } from 'lucide'
import { route } from '../../route'

export default [
  route({ path: '/sources', nav: { order: 60, icon: Import, text: 'sources.nav' }, load: () => import('./page') }),
  route({ path: '/sources/import', load: () => import('./import') }),
]
