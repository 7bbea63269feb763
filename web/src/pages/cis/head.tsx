import { useState } from 'preact/hooks'
import { Archive, ArchiveRestore, Download, Ellipsis, Handshake, Layers, Link2, Network, Pencil, Zap } from 'lucide'
import { attributeName, className, layerName, valueName } from '../../model/words'
import { Badge, Button, done, download, LinkButton, Menu, PageHead, shortened, StateMark, When } from '../../ui'
import { WatchButton } from '../home/watch-button'
import { Retire } from './retire'
import type { Seen } from './seen'
import { t } from './words'

const SERVICES = 2
const WORKS = new Set(['operational', 'retiring'])

/** Name, class and state of the CI; who answers for it; what one may ask and do. */
export function Head({ details, of, again, edit, relate }: Seen) {
  const { ci } = details
  const [ending, setEnding] = useState<'retire' | 'restore'>()
  const gone = ci.lifecycle === 'retired' || ci.lifecycle === 'disposed'
  const merged = details.merged_into !== null
  return (
    <>
      <PageHead
        tab={ci.name}
        over={
          <>
            {className(ci.class)}
            {of ? <span> · {layerName(of.layer)}</span> : null}
          </>
        }
        title={<bdi title={ci.name.slice(0, 600)}>{shortened(ci.name, 160)}</bdi>}
        under={<Facts details={details} />}
        actions={
          <>
            {WORKS.has(ci.lifecycle) ? (
              <LinkButton kind="first" icon={Zap} href={`/impact?given=${encodeURIComponent(`${ci.id}:down`)}`}>{t('impact')}</LinkButton>
            ) : null}
            <LinkButton icon={Network} href={`/map?ci=${encodeURIComponent(ci.id)}`}>{t('map')}</LinkButton>
            {edit && !merged ? <Button icon={Pencil} onClick={() => edit()}>{t('edit')}</Button> : null}
            <WatchButton id={ci.id} />
            <Menu
              label={t('more_actions')}
              icon={Ellipsis}
              items={[
                relate && !gone ? { text: t('relate'), icon: Link2, onPick: relate } : null,
                edit && !gone ? { text: t('retire'), icon: Archive, danger: true, onPick: () => setEnding('retire') } : null,
                edit && gone && !merged ? { text: t('restore'), icon: ArchiveRestore, onPick: () => setEnding('restore') } : null,
                { text: t('stands_on'), icon: Layers, href: `/map?ci=${encodeURIComponent(ci.id)}&up=0&down=4` },
                of?.layer === SERVICES ? { text: t('as_service'), icon: Handshake, href: `/services/${ci.id}` } : null,
                { text: t('copy_id'), onPick: () => void copied(ci.id) },
                { text: t('copy_link'), onPick: () => void copied(`${location.origin}/cis/${ci.id}`) },
                { text: t('as_json'), icon: Download, onPick: () => download(`${ci.id}.json`, JSON.stringify(details, null, 2), 'application/json') },
              ].filter((one) => one !== null)}
            />
          </>
        }
      />
      {ending ? <Retire details={details} as={ending} onClose={() => setEnding(undefined)} onWritten={again} /> : null}
    </>
  )
}

async function copied(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  done(t('copied'))
}

function Facts({ details }: Pick<Seen, 'details'>) {
  const { ci, written, owner, support_team: team } = details
  const health = typeof ci.health === 'string' ? ci.health : undefined
  const working = WORKS.has(ci.lifecycle)
  return (
    <div class="cis-facts">
      {health && working ? <StateMark of={health} /> : null}
      {working && (health || ci.lifecycle === 'operational') ? null : <Badge>{valueName('lifecycle', ci.lifecycle)}</Badge>}
      {typeof ci.environment === 'string' ? <Badge tone={ci.environment === 'production' ? 'accent' : 'plain'}>{valueName('environment', ci.environment)}</Badge> : null}
      {typeof ci.criticality === 'string' ? (
        <Badge tone={ci.criticality === 'critical' ? 'degraded' : 'plain'}>
          {attributeName('criticality')}: {valueName('criticality', ci.criticality)}
        </Badge>
      ) : null}
      <span>{owner || team ? <Answers owner={owner} team={team} /> : t('nobody')}</span>
      {written ? (
        <span class="soft">
          {t.rich('written_by', { actor: <bdi key="actor">{written.source ?? written.actor}</bdi>, when: <When key="when" at={written.at} /> })}
        </span>
      ) : null}
    </div>
  )
}

function Answers({ owner, team }: { owner: string | null; team: string | null }) {
  return (
    <>
      {owner ? <>{t('owner')} <bdi class="cis-who">{shortened(owner, 60)}</bdi></> : null}
      {owner && team && owner !== team ? ' · ' : null}
      {team && team !== owner ? <>{t('team')} <bdi class="cis-who">{shortened(team, 60)}</bdi></> : null}
    </>
  )
}
