import { useQuery } from '../../query'
import { PageHead, Segments } from '../../ui'
import { Between } from './between'
import { Lately } from './lately'
import { t } from './words'
import './changes.css'

/** What was written, by whom and why; or what differs between two moments. */
export default function Changes() {
  const [query, change] = useQuery()
  const view = query['view'] === 'difference' ? 'difference' : 'lately'
  return (
    <>
      <PageHead
        title={t('nav')}
        under={t(view === 'difference' ? 'difference_about' : 'about')}
        actions={
          <Segments
            label={t('view')}
            value={view}
            options={[['lately', t('lately')], ['difference', t('difference')]]}
            onText={(next) => change({ view: next === 'difference' ? next : null, revision: null, cursor: null }, { push: true })}
          />
        }
      />
      {view === 'difference' ? <Between /> : <Lately />}
    </>
  )
}
