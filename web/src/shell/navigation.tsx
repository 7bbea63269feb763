import { useLocation } from 'preact-iso'
import { ROUTES } from '../routes'
import { texts } from '../texts'
import { Icon } from '../ui'
import { t } from './words'

const ENTRIES = ROUTES.flatMap((one) => (one.nav ? [{ path: one.path, ...one.nav }] : [])).sort((a, b) => a.order - b.order)

/** The pages: a rail at the side, on a phone a bar at the bottom. */
export function Navigation() {
  const { path } = useLocation()
  return (
    <nav class="navigation" aria-label={t('navigation')}>
      {ENTRIES.map((one) => {
        const [folder = '', key = ''] = one.text.split('.')
        const here = one.path === '/' ? path === '/' : path === one.path || path.startsWith(`${one.path}/`)
        return (
          <a key={one.path} href={one.path} aria-current={here ? 'page' : undefined}>
            <Icon of={one.icon} size={18} />
            <span>{texts<Record<string, string>>(folder)(key)}</span>
          </a>
        )
      })}
    </nav>
  )
}
