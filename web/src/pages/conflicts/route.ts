import { route } from '../../route'

export default route({ path: '/conflicts', load: () => import('./page') })
