/** What is known of the CI that is selected, and what one can do with it. */
import { ChevronsDownUp, ChevronsLeft, ChevronsRight, Crosshair, ExternalLink, Route, Ungroup, Zap } from 'lucide'
import { get } from '../api/client'
import { useAnswer } from '../api/answer'
import { Badge, Button, CiLink, LinkButton, StateMark } from '../ui'
import { number } from '../texts'
import { ailing, sum, type MapData, type MapNode } from './model'
import { below, classWord, layerWord, nameOf, poolWords, t, tally, valueWord, verbWord } from './words'
import { centred, expanded, foldable, folded, opened, supposedOf, type Wish } from './wish'

interface PanelProps {
  node: MapNode
  data: MapData
  wish: Wish
  onWish: (change: Partial<Wish>, push?: boolean) => void
  onPath: () => void
  part?: boolean | undefined
}

export function Panel(props: PanelProps) {
  return props.node.kind === 'group' ? <OfGroup {...props} /> : <OfCi {...props} />
}

function OfGroup({ node, wish, onWish }: PanelProps) {
  const members = node.members ?? []
  const more = (node.count ?? 0) - members.length
  return (
    <div class="stack tight">
      <p class="soft">{[t('group_of', { class: classWord(node.class), layer: layerWord(node.layer) }), tally(node)].filter(Boolean).join(' · ')}</p>
      <Button kind="first" icon={Ungroup} onClick={() => onWish(opened(wish, node.id), true)}>{t('open_group')}</Button>
      <ul class="map-members">
        {members.map((one) => <li key={one.id}><CiLink ci={one} /></li>)}
      </ul>
      {more > 0 ? <p class="soft small">{t('and_more', { count: more })}</p> : null}
    </div>
  )
}

function OfCi({ node, data, wish, onWish, onPath, part }: PanelProps) {
  const known = useAnswer((signal) => get('/api/v1/cis/{ref}', { params: { path: { ref: node.id } }, signal }), [node.id])
  const facts = (known.value ?? {}) as unknown as Record<string, unknown>
  const state = ailing(node.state)
  const supposed = wish.given.some((one) => supposedOf(one) === node.id)
  const pools = data.pools.filter((pool) => pool.ci === node.id)
  const shown = (side: 'up' | 'down') => data.lines.some((line) => (side === 'up' ? line.to : line.from) === node.id)
  const rows = [
    [t('col_class'), below(node)],
    [t('col_layer'), layerWord(node.layer)],
    [t('col_environment'), node.environment ? valueWord('environment', node.environment) : ''],
    [t('col_criticality'), node.criticality ? valueWord('criticality', node.criticality) : ''],
    [t('col_owner'), text(facts.owner)],
    [t('col_team'), text(facts.support_team)],
  ].filter(([, value]) => value)
  return (
    <div class="stack tight">
      <div class="row tight">
        {state ? <StateMark of={state} /> : node.state === 'ok' ? <StateMark of="ok" /> : null}
        {node.known ? <Badge>{t('known_long')}</Badge> : null}
        {node.given ? <Badge tone="accent">{t('given_long')}</Badge> : null}
      </div>
      <dl class="map-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt class="soft">{name}</dt>
            <dd dir="auto">{value?.slice(0, 200)}</dd>
          </div>
        ))}
      </dl>
      {pools.map((pool) => <p key={pool.group} class="small">{poolWords(pool)}</p>)}
      <Beyond node={node} />
      <div class="map-actions">
        <LinkButton kind="first" icon={ExternalLink} href={`/cis/${encodeURIComponent(node.id)}`}>{t('open')}</LinkButton>
        <LinkButton icon={Zap} href={`/impact?given=${encodeURIComponent(node.id)}:down`}>{t('impact')}</LinkButton>
        <Button icon={Zap} aria-pressed={supposed} onClick={() => onWish({ given: supposed ? wish.given.filter((one) => supposedOf(one) !== node.id) : [...wish.given, `${node.id}:down`] })}>{t('suppose')}</Button>
        {sum(node.up) ? <Button icon={ChevronsLeft} onClick={() => onWish(expanded(wish, node.id, 'up'), true)}>{t('expand_up', { count: sum(node.up) })}</Button> : null}
        {sum(node.down) ? <Button icon={ChevronsRight} onClick={() => onWish(expanded(wish, node.id, 'down'), true)}>{t('expand_down', { count: sum(node.down) })}</Button> : null}
        {shown('up') && !sum(node.up) && foldable(wish, node, 'up') ? <Button icon={ChevronsDownUp} onClick={() => onWish(folded(wish, node.id, 'up'), true)}>{t('fold_up')}</Button> : null}
        {shown('down') && !sum(node.down) && foldable(wish, node, 'down') ? <Button icon={ChevronsDownUp} onClick={() => onWish(folded(wish, node.id, 'down'), true)}>{t('fold_down')}</Button> : null}
        <Button icon={Route} onClick={onPath}>{t('path_here')}</Button>
        {part || node.asked ? null : <Button icon={Crosshair} onClick={() => onWish(centred(node.id), true)}>{t('centre')}</Button>}
      </div>
      <p class="soft small">{nameOf(node).length > 160 ? t('name_cut') : ''}</p>
    </div>
  )
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What next to it is not drawn, by type of relation. */
function Beyond({ node }: { node: MapNode }) {
  const part = (side: 'up' | 'down') =>
    Object.entries(node[side] ?? {}).map(([type, count]) => (
      <li key={side + type}>{t(side === 'up' ? 'beyond_up' : 'beyond_down', { count, verb: verbWord(type) })}</li>
    ))
  const [up, down] = [part('up'), part('down')]
  if (!up.length && !down.length) return null
  return (
    <div class="small soft">
      <p>{t('beyond', { count: number(sum(node.up) + sum(node.down)) })}</p>
      <ul class="map-beyond">{up}{down}</ul>
    </div>
  )
}
