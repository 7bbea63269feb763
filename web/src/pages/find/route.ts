import { Search } from 'lucide'
import { route } from '../../route'

export default route({ path: '/find', nav: { order: 2, icon: Search, text: 'find.nav' }, load: () => import('./page') })
