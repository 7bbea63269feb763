import { House } from 'lucide'
import { route } from '../../route'

export default route({ path: '/', nav: { order: 1, icon: House, text: 'home.nav' }, load: () => import('./page') })
