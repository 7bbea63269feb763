import { FolderTree } from 'lucide'
import { route } from '../../route'

export default route({ path: '/tree', nav: { order: 3, icon: FolderTree, text: 'tree.nav' }, load: () => import('./page') })
