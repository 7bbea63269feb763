import { History } from 'lucide'
import { route } from '../../route'

export default route({ path: '/changes', nav: { order: 70, icon: History, text: 'changes.nav' }, load: () => import('./page') })
