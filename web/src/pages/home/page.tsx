import { useEffect } from 'preact/hooks'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { number } from '../../texts'
import { PageHead, ProblemView, Skeleton } from '../../ui'
import { Changes } from './changes'
import { Deciding } from './deciding'
import { FirstSteps } from './first-steps'
import { Mine } from './mine'
import { Recent } from './recent'
import { Services } from './services'
import { TeamPicker } from './team-picker'
import { team } from './team'
import { Watched } from './watched'
import { t } from './words'
import './home.css'

/** Where one begins: what needs a decision first, then one's own services and CIs, then what happened. */
export default function Home() {
  const mine = team.value
  const asked = useAnswer((signal) => get('/api/v1/overview', { params: { query: { team: mine ?? undefined } }, signal }), [mine])
  const found = asked.value
  useEffect(() => {
    // A team that nobody names any more, of another database perhaps, would show an empty page for ever.
    if (found && mine && found.team?.name === mine && found.team.cis === 0 && found.counts.cis > 0) team.value = null
  }, [found, mine])
  if (!found) {
    return (
      <>
        <PageHead title={t('nav')} />
        {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : <Skeleton lines={8} />}
      </>
    )
  }
  if (found.counts.cis === 0) return <FirstSteps again={asked.again} />
  const { cis, relations, services } = found.counts
  return (
    <>
      <PageHead
        title={t('nav')}
        under={t('counts', { cis: number(cis), relations: number(relations), services: number(services) })}
        actions={<TeamPicker teams={found.teams} />}
      />
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      <div class="home">
        <div class="home-main">
          <Deciding overview={found} />
          <Services standing={found.services} team={mine} />
          {found.team ? <Mine team={found.team} /> : null}
        </div>
        <aside class="home-side" aria-label={t('side')}>
          <Watched />
          <Recent />
          <Changes />
        </aside>
      </div>
    </>
  )
}
