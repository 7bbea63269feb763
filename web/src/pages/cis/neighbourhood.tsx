import { Network, Route } from 'lucide'
import { MapOf } from '../../map'
import { LinkButton } from '../../ui'
import type { Ci } from './types'
import { t } from './words'

/** The map of its neighbourhood, to walk about in; the whole page for it is a click away. */
export function Neighbourhood({ ci }: { ci: Ci }) {
  return (
    <section class="stack tight" aria-label={t('tab_map')}>
      <div class="row">
        <LinkButton small icon={Network} href={`/map?ci=${encodeURIComponent(ci.id)}`}>{t('map_open')}</LinkButton>
        <LinkButton small icon={Route} href={`/map?ci=${encodeURIComponent(ci.id)}&up=0&down=4`}>{t('map_needs')}</LinkButton>
      </div>
      <MapOf ci={ci.id} />
    </section>
  )
}
