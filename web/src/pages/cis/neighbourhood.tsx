import { Network, Route } from 'lucide'
import { Empty, LinkButton } from '../../ui'
import type { Ci } from './types'
import { t } from './words'

/** Where the map of its neighbourhood is. */
export function Neighbourhood({ ci }: { ci: Ci }) {
  return (
    <Empty
      icon={Network}
      title={t('map_title')}
      actions={
        <>
          <LinkButton kind="first" icon={Network} href={`/map?ci=${encodeURIComponent(ci.id)}`}>{t('map_open')}</LinkButton>
          <LinkButton icon={Route} href={`/map?ci=${encodeURIComponent(ci.id)}&up=0&down=4`}>{t('map_needs')}</LinkButton>
        </>
      }
    >
      {t('map_text')}
    </Empty>
  )
}
