import { useLocation } from 'preact-iso'
import { Ellipsis } from 'lucide'
import type { PageRoute } from '../route'
import { ROUTES } from '../routes'
import { texts } from '../texts'
import { Icon, Menu } from '../ui'
import { t } from './words'

type Entry = NonNullable<PageRoute['nav']> & { path: string }

const ENTRIES: Entry[] = ROUTES.flatMap((one) => (one.nav ? [{ path: one.path, ...one.nav }] : [])).sort((a, b) => a.order - b.order)
// A phone's bar has room for five: these, and a menu of the others.
const FIRST = new Set(['/', '/find', '/impact', '/map'])

/** The pages: a rail at the side, on a phone a bar at the bottom. */
export function Navigation() {
  const { path, route } = useLocation()
  const here = (one: Entry) => (one.path === '/' ? path === '/' : path === one.path || path.startsWith(`${one.path}/`))
  const others = ENTRIES.filter((one) => !FIRST.has(one.path))
  return (
    <nav class="navigation" aria-label={t('navigation')}>
      {ENTRIES.map((one) => (
        <a key={one.path} href={one.path} class={FIRST.has(one.path) ? undefined : 'navigation-other'} aria-current={here(one) ? 'page' : undefined}>
          <Icon of={one.icon} size={18} />
          <span>{named(one)}</span>
        </a>
      ))}
      <div class={others.some(here) ? 'navigation-more here' : 'navigation-more'}>
        <Menu
          label={t('more')}
          kind="quiet"
          items={others.map((one) => ({ text: named(one), icon: one.icon, onPick: () => route(one.path) }))}
        >
          <Icon of={Ellipsis} size={18} />
          <span>{t('more')}</span>
        </Menu>
      </div>
    </nav>
  )
}

function named(one: Entry): string {
  const [folder = '', key = ''] = one.text.split('.')
  return texts<Record<string, string>>(folder)(key)
}
