import { CloudLightning, FileText, Map as MapIcon } from 'lucide'
import { useState } from 'preact/hooks'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { MapOf } from '../../map'
import { className, valueName } from '../../model/words'
import { addressed } from '../../query'
import { number } from '../../texts'
import type { PageProps } from '../../route'
import { Badge, LinkButton, PageHead, ProblemView, Skeleton, StateMark } from '../../ui'
import { WatchButton } from '../home/watch-button'
import { Consumers } from './consumers'
import { Doubts } from './doubts'
import { Levels } from './levels'
import type { Service } from './shapes'
import { Teams } from './teams'
import { Beneath } from './beneath'
import { Weak } from './weak'
import { t } from './words'
import './services.css'

const FIRST_LEVELS = 3

/** A service in one look: what it stands on, where it is weak, who uses it and answers for it. */
export default function OneService({ params }: PageProps) {
  const ref = params?.['id'] ?? ''
  const [levels, setLevels] = useState(FIRST_LEVELS)
  const asked = useAnswer((signal) => get('/api/v1/services/{ref}', { params: { path: { ref }, query: { levels } }, signal }), [ref, levels])
  const found = asked.value
  if (!found) {
    return (
      <>
        <PageHead title={<span class="unseen">{ref}</span>} tab={ref} />
        {asked.problem ? <ProblemView of={asked.problem} again={asked.again} href={(one) => `/services/${encodeURIComponent(one)}`} /> : <Skeleton lines={10} />}
      </>
    )
  }
  return (
    <>
      <Head of={found} />
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      <div class="services-one">
        <div class="services-one-main">
          <Headline of={found} />
          <Weak of={found} />
          <section class="sheet stack tight" aria-labelledby="services-map">
            <h2 id="services-map">{t('its_map')}</h2>
            <MapOf ci={found.ci.id} up={1} down={1} />
          </section>
          <Levels of={found} deeper={() => setLevels((now) => now + FIRST_LEVELS)} busy={asked.busy} />
        </div>
        <aside class="services-one-side" aria-label={t('side')}>
          <Consumers of={found} />
          <Teams of={found} />
          <Beneath id={found.ci.id} />
          <Doubts of={found} />
        </aside>
      </div>
    </>
  )
}

function Head({ of: { ci, state } }: { of: Service }) {
  const bits = [ci.environment && valueName('environment', ci.environment), ci.support_team ?? ci.owner].filter(Boolean)
  return (
    <PageHead
      over={<a href="/services">{t('nav')}</a>}
      title={ci.name}
      under={
        <span class="row">
          <StateMark of={state ?? 'unknown'} />
          <span>{className(ci.class)}</span>
          {ci.criticality ? <Badge tone={ci.criticality === 'critical' ? 'accent' : 'plain'}>{t('criticality_of', { of: valueName('criticality', ci.criticality) })}</Badge> : null}
          {state === null ? <Badge tone="degraded">{valueName('lifecycle', ci.lifecycle ?? '')}</Badge> : null}
          {bits.map((one) => <bdi key={one}>{one}</bdi>)}
        </span>
      }
      actions={
        <>
          <WatchButton id={ci.id} />
          <LinkButton icon={FileText} href={`/cis/${encodeURIComponent(ci.id)}`}>{t('to_ci')}</LinkButton>
          <LinkButton icon={MapIcon} href={addressed('/map', { ci: ci.id, down: 3 })}>{t('to_map')}</LinkButton>
          <LinkButton kind="first" icon={CloudLightning} href={addressed('/impact', { given: `${ci.id}:down` })}>{t('to_impact')}</LinkButton>
        </>
      }
    />
  )
}

/** The facts in two sentences, before all detail. */
function Headline({ of: { suppliers, weak_points: weak, used_by: uses } }: { of: Service }) {
  return (
    <p class="services-headline">
      {suppliers === 0 ? t('stands_on_nothing') : t('stands_on', { n: suppliers, count: number(suppliers) })}{' '}
      {weak && suppliers ? t('fails_with', { n: weak.counts['down'] ?? 0, degraded: weak.counts['degraded'] ?? 0 }) : null}{' '}
      {uses.users ? t('would_notice', { users: number(uses.users) }) : null}
    </p>
  )
}
