import { Gauge } from 'lucide'
import { route } from '../../route'

export default route({ path: '/quality', nav: { order: 70, icon: Gauge, text: 'quality.nav' }, load: () => import('./page') })
