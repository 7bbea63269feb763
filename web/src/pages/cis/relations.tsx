import { useState } from 'preact/hooks'
import { Ellipsis, Link2, Pencil, Unlink } from 'lucide'
import { get } from '../../api/client'
import { valueName, verb as verbName } from '../../model/words'
import { listed, percent } from '../../texts'
import { Badge, Button, CiLink, Empty, failed, Menu, When } from '../../ui'
import { Redundancy } from './redundancy'
import { Relate, type Existing } from './relate'
import type { Seen } from './seen'
import type { Details, Related, RelationGroup } from './types'
import { Unrelate } from './unrelate'
import { t } from './words'

type Side = 'needs' | 'needed' | 'beside'
const SIDES: readonly Side[] = ['needs', 'needed', 'beside']
const FEW = 6

/** Which way a group of relations carries failure: to this CI, from it, or not at all. */
function side(group: RelationGroup): Side {
  if (group.items.every((one) => one.strength === 'none')) return 'beside'
  return group.direction === 'out' ? 'needs' : 'needed'
}

/** The relations in a few lines: what it needs, what needs it, what is beside. */
export function Groups({ details, show, relate }: Seen & { show?: (tab: string) => void }) {
  if (details.relations.length === 0) return <None relate={relate} />
  return (
    <>
      {SIDES.map((key) => {
        const some = details.relations.filter((group) => side(group) === key)
        if (some.length === 0) return null
        return (
          <section key={key} class="sheet cis-side" aria-labelledby={`cis-side-${key}`}>
            <h2 id={`cis-side-${key}`}>{t(`side_${key}`)}</h2>
            <dl class="cis-sentences">
              {some.map((group) => (
                <div key={group.direction + group.type}>
                  <dt>{verbName(group.type, group.direction, group.verb)}</dt>
                  <dd>
                    {group.items.slice(0, FEW).map((one) => (
                      <span key={one.ci.id} class="cis-other">
                        <CiLink ci={one.ci} withClass />
                        <Ended of={one} />
                      </span>
                    ))}
                    {group.count > FEW ? (
                      <a class="small" href={`/cis/${details.ci.id}?tab=relations`} onClick={(event) => {
                        if (!show) return
                        event.preventDefault()
                        show('relations')
                      }}>
                        {t('more_relations', { n: group.count - FEW })}
                      </a>
                    ) : null}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
    </>
  )
}

function None({ relate }: Pick<Seen, 'relate'>) {
  return (
    <Empty icon={Link2} title={t('no_relations')} actions={relate ? <Button icon={Link2} onClick={relate}>{t('relate')}</Button> : undefined}>
      {t('no_relations_text')}
    </Empty>
  )
}

function Ended({ of }: { of: Related }) {
  const lifecycle = of.ci.lifecycle
  return lifecycle && lifecycle !== 'operational' && lifecycle !== 'retiring' ? <Badge tone="degraded">{valueName('lifecycle', lifecycle)}</Badge> : null
}

/** All relations, one a line, with how strong and how sure they are; here they are changed and removed. */
export function Relations(seen: Seen) {
  const { details, relate, again } = seen
  const [changing, setChanging] = useState<Existing>()
  const [removing, setRemoving] = useState<Existing>()
  const acts = relate ? { change: setChanging, remove: setRemoving } : undefined
  return (
    <div class="stack">
      {relate ? (
        <div class="row">
          <Button icon={Link2} onClick={relate}>{t('relate')}</Button>
        </div>
      ) : null}
      <Redundancy {...seen} />
      {details.relations.length === 0 ? <None relate={undefined} /> : null}
      {SIDES.map((key) => {
        const some = details.relations.filter((group) => side(group) === key)
        return some.length === 0 ? null : (
          <section key={key} class="stack tight" aria-labelledby={`cis-all-${key}`}>
            <h2 id={`cis-all-${key}`}>{t(`side_${key}`)}</h2>
            {some.map((group) => <Whole key={group.direction + group.type} details={details} group={group} acts={acts} />)}
          </section>
        )
      })}
      {changing ? <Relate details={details} existing={changing} onClose={() => setChanging(undefined)} onWritten={again} /> : null}
      {removing ? <Unrelate details={details} existing={removing} onClose={() => setRemoving(undefined)} onWritten={again} /> : null}
    </div>
  )
}

interface Acts {
  change: (existing: Existing) => void
  remove: (existing: Existing) => void
}

const PAGE = 100

/** One type of relation in one direction, page by page. */
function Whole({ details, group, acts }: { details: Details; group: RelationGroup; acts: Acts | undefined }) {
  const [more, setMore] = useState<{ items: Related[]; next: string | null }>()
  const [busy, setBusy] = useState(false)
  const items = more?.items ?? group.items
  const load = async () => {
    setBusy(true)
    try {
      const query = { direction: group.direction, type: group.type, limit: PAGE, ...(more?.next ? { cursor: more.next } : {}) }
      const answer = (await get('/api/v1/cis/{ref}/relations', { params: { path: { ref: details.ci.id }, query } })) as unknown as Page
      setMore({ items: [...(more?.items ?? []), ...answer.items.map(related)], next: answer.next })
    } catch (reason) {
      failed(reason)
    }
    setBusy(false)
  }
  return (
    <div class="cis-relations sheet">
      <h3 class="cis-heading">
        {verbName(group.type, group.direction, group.verb)} <span class="soft number">{group.count}</span>
      </h3>
      <ul>
        {items.map((one) => {
          const existing = { direction: group.direction, type: group.type, verb: group.verb, related: one }
          return (
            <li key={one.ci.id} class="cis-relation">
              <span class="cis-relation-ci"><CiLink ci={one.ci} withClass /> <Ended of={one} /></span>
              <span class="cis-relation-how small"><How of={one} /></span>
              {acts ? (
                <Menu
                  small
                  kind="quiet"
                  icon={Ellipsis}
                  label={t('relation_actions', { name: one.ci.name.slice(0, 80) })}
                  items={[
                    { text: t('relation_change'), icon: Pencil, onPick: () => acts.change(existing) },
                    { text: t('relation_remove'), icon: Unlink, danger: true, onPick: () => acts.remove(existing) },
                  ]}
                />
              ) : null}
            </li>
          )
        })}
      </ul>
      {items.length < group.count ? (
        <Button small busy={busy} onClick={() => void load()}>{t('all_relations', { shown: items.length, n: group.count })}</Button>
      ) : null}
    </div>
  )
}

function How({ of }: { of: Related }) {
  return (
    <>
      {of.strength !== 'hard' && of.strength !== 'none' ? <Badge title={t(`strength_${of.strength as 'soft'}`)}>{valueName('strength', of.strength)}</Badge> : null}
      {of.group ? <span class="soft">{t.rich('in_group', { group: <bdi key="group">{of.group}</bdi> })}</span> : null}
      {of.tolerates ? <span class="soft">{t('tolerates', { duration: of.tolerates })}</span> : null}
      {of.origin ? <Badge tone={of.origin === 'rule' ? 'accent' : 'plain'}>{valueName('origin', of.origin)}</Badge> : null}
      {of.confidence !== null && of.confidence < 1 ? <span class="soft">{t('confidence', { share: percent(of.confidence) })}</span> : null}
      {of.sources.length ? <span class="soft"><bdi>{listed(of.sources)}</bdi></span> : null}
      {of.last_seen ? <span class="soft">{t.rich('seen', { when: <When key="when" at={of.last_seen} /> })}</span> : null}
    </>
  )
}

interface Page {
  items: (Omit<Related, 'attributes'> & Record<string, unknown>)[]
  next: string | null
}

const BESIDE = new Set([
  'direction', 'verb', 'ci', 'from', 'type', 'to', 'rev', 'strength', 'group', 'stated', 'origin', 'confidence', 'tolerates', 'sources', 'first_seen', 'last_seen',
])

/** A relation of the long list, in the shape of the first ones. */
function related(one: Page['items'][number]): Related {
  return {
    ...one,
    origin: one.origin ?? null,
    confidence: one.confidence ?? null,
    tolerates: one.tolerates ?? null,
    sources: one.sources ?? [],
    first_seen: one.first_seen ?? null,
    last_seen: one.last_seen ?? null,
    attributes: Object.fromEntries(Object.entries(one).filter(([name]) => !BESIDE.has(name))),
  }
}
