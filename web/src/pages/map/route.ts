import { Network } from 'lucide'
import { route } from '../../route'

export default route({ path: '/map', nav: { order: 4, icon: Network, text: 'map.nav' }, load: () => import('./page') })
