/** A map's content as tables: the CIs, and the relations between them. */
import { useMemo } from 'preact/hooks'
import { Button, CiLink, StateMark, Table, type Column } from '../ui'
import { number } from '../texts'
import { ailing, sum, type MapData, type MapLine, type MapNode, type Side } from './model'
import { classWord, layerWord, nameOf, poolWords, t, tally, valueWord, verbWord } from './words'
import './explorer.css'

interface MapTableProps {
  data: MapData
  onExpand?: ((id: string, side: Side) => void) | undefined
  onGroup?: ((node: MapNode) => void) | undefined
}

export function MapTable({ data, onExpand, onGroup }: MapTableProps) {
  const nodes = useMemo(() => new Map(data.nodes.map((one) => [one.id, one])), [data])
  const near = useMemo(() => counts(data.lines), [data])
  const rows = useMemo(() => data.nodes.toSorted((a, b) => Number(b.asked ?? false) - Number(a.asked ?? false) || (a.layer ?? 9) - (b.layer ?? 9)), [data])
  const step = (node: MapNode, side: Side) => {
    const count = sum(node[side])
    const shown = (side === 'up' ? near.up : near.down).get(node.id) ?? 0
    return (
      <span class="row tight">
        <span class="number">{number(shown)}</span>
        {count && onExpand ? <Button small kind="quiet" onClick={() => onExpand(node.id, side)}>{t('more_n', { count })}</Button> : count ? <span class="soft">{t('more_n', { count })}</span> : null}
      </span>
    )
  }
  const columns: Column<MapNode>[] = [
    { key: 'name', title: t('col_ci'), cell: (node) => <Named node={node} onGroup={onGroup} />, sort: nameOf },
    { key: 'class', title: t('col_class'), cell: (node) => classWord(node.class), sort: (node) => classWord(node.class) },
    { key: 'layer', title: t('col_layer'), cell: (node) => layerWord(node.layer), sort: (node) => node.layer ?? 9 },
    { key: 'state', title: t('col_state'), cell: (node) => <States node={node} />, sort: (node) => ['ok', 'at_risk', 'degraded', 'down'].indexOf(node.state ?? 'ok') },
    { key: 'environment', title: t('col_environment'), cell: (node) => (node.environment ? valueWord('environment', node.environment) : ''), sort: (node) => node.environment },
    { key: 'up', title: t('col_up'), cell: (node) => step(node, 'up'), sort: (node) => near.up.get(node.id) ?? 0 },
    { key: 'down', title: t('col_down'), cell: (node) => step(node, 'down'), sort: (node) => near.down.get(node.id) ?? 0 },
  ]
  const pools = new Map(data.pools.map((pool) => [`${pool.ci} ${pool.group}`, pool]))
  const end = (id: string) => {
    const node = nodes.get(id)
    return node ? <Named node={node} onGroup={undefined} /> : null
  }
  const name = (id: string) => nameOf(nodes.get(id) as MapNode)
  const relations: Column<MapLine>[] = [
    { key: 'from', title: t('col_from'), cell: (line) => end(line.from), sort: (line) => name(line.from) },
    { key: 'verb', title: t('col_verb'), cell: (line) => (line.count > 1 ? `${verbWord(line.type)} ×${number(line.count)}` : verbWord(line.type)), sort: (line) => verbWord(line.type) },
    { key: 'to', title: t('col_to'), cell: (line) => end(line.to), sort: (line) => name(line.to) },
    { key: 'strength', title: t('col_strength'), cell: (line) => t(`strength_${line.strength}` as 'strength_hard'), sort: (line) => line.strength },
    {
      key: 'group',
      title: t('col_group'),
      cell: (line) => {
        const pool = line.group === null ? undefined : pools.get(`${line.from} ${line.group}`)
        return pool ? poolWords(pool) : (line.group ?? '')
      },
      sort: (line) => line.group,
    },
  ]
  return (
    <div class="stack map-tables">
      <h2>{t('table_cis', { count: data.nodes.length })}</h2>
      <Table caption={t('table_cis', { count: data.nodes.length })} columns={columns} rows={rows} rowKey={(node) => node.id} />
      <h2>{t('table_relations', { count: data.lines.length })}</h2>
      <Table caption={t('table_relations', { count: data.lines.length })} columns={relations} rows={data.lines} rowKey={(line) => `${line.from} ${line.to} ${line.type} ${line.group ?? ''}`} />
    </div>
  )
}

function Named({ node, onGroup }: { node: MapNode; onGroup: ((node: MapNode) => void) | undefined }) {
  if (node.kind === 'ci') return <CiLink ci={{ id: node.id, name: node.name }} />
  return onGroup ? <Button small onClick={() => onGroup(node)}>{nameOf(node)}</Button> : <span>{nameOf(node)}</span>
}

function States({ node }: { node: MapNode }) {
  if (node.kind === 'group') return <>{tally(node)}</>
  const state = ailing(node.state)
  return state ? <StateMark of={state} /> : <span class="soft">{node.state === 'ok' ? t('state_ok') : ''}</span>
}

function counts(lines: readonly MapLine[]) {
  const [up, down] = [new Map<string, number>(), new Map<string, number>()]
  for (const line of lines) {
    down.set(line.from, (down.get(line.from) ?? 0) + line.count)
    up.set(line.to, (up.get(line.to) ?? 0) + line.count)
  }
  return { up, down }
}
