/** The words of maps: their own, and those of the model. */
import { number, texts } from '../texts'
import type { MapData, MapLine, MapNode, MapPool } from './model'
import { ailing, singles } from './model'
import type en from './texts/en.json'

export const t = texts<typeof en>('map')
const model = texts<Record<string, string>>('model')

const word = (key: string, otherwise: string): string => (model.has(key) ? model(key) : otherwise.replaceAll('_', ' '))

export const classWord = (name: string | null): string => (name === null ? t('several_classes') : word(`class.${name}`, name))
export const layerWord = (layer: number | null): string => word(`layer.${layer ?? 'none'}`, t('beside'))
export const verbWord = (type: string): string => word(`verb.${type}`, type === 'several' ? t('verb_several') : type.toLowerCase())
export const valueWord = (kind: string, value: string): string => word(`value.${kind}.${value}`, value)

/** How a node is called: a group by how many of what. */
export function nameOf(node: MapNode): string {
  if (node.kind === 'ci') return node.name
  if (node.by === 'site') return node.name
  if (node.by === 'layer') return t('counted', { count: node.count, what: layerWord(node.layer) })
  return t('counted', { count: node.count, what: classWord(node.class) })
}

/** The line below a name. */
export function below(node: MapNode): string {
  if (node.kind === 'group') return node.members?.slice(0, 4).map((one) => one.name.slice(0, 60)).join(', ') ?? node.says ?? ''
  const parts = [classWord(node.class)]
  if (node.in_operation === false && node.lifecycle) parts.push(valueWord('lifecycle', node.lifecycle))
  if (node.environment && node.environment !== 'production') parts.push(valueWord('environment', node.environment))
  return parts.join(' · ')
}

export const stateWord = (state: string): string => t(`state_${state}` as 'state_down')

/** All that is known of a node, in one line: for who points at it or does not see it. */
export function told(node: MapNode): string {
  const parts = [nameOf(node).slice(0, 400)]
  if (node.kind === 'group') parts.push(tally(node) || below(node))
  else parts.push(below(node))
  const state = ailing(node.state)
  if (state && node.kind === 'ci') parts.push(stateWord(state))
  if (node.given) parts.push(t('given_long'))
  if (node.known) parts.push(t('known_long'))
  if (node.criticality) parts.push(t('criticality', { value: valueWord('criticality', node.criticality) }))
  if (node.environment) parts.push(valueWord('environment', node.environment))
  return parts.filter(Boolean).join(', ')
}

/** How many of a group are in each state that is not ok. */
export function tally(node: MapNode): string {
  return Object.entries(node.states ?? {}).filter(([, count]) => count > 0).map(([state, count]) => `${number(count)} ${stateWord(state)}`).join(', ')
}

/** What a line says. */
export function lineWords(line: MapLine, names: ReadonlyMap<string, string>): string {
  const name = (id: string) => (names.get(id) ?? '').slice(0, 120)
  const parts = [t('line', { from: name(line.from), verb: verbWord(line.type), to: name(line.to) }), t(`strength_${line.strength}` as 'strength_hard')]
  if (line.count > 1) parts.push(t('relations', { count: line.count }))
  if (line.group) parts.push(t('in_group', { group: line.group.slice(0, 120) }))
  if (line.origin) parts.push(valueWord('origin', line.origin))
  const state = ailing(line.contributes)
  if (state) parts.push(t('passes_on', { state: stateWord(state) }))
  return parts.join(', ')
}

/** A group's arithmetic as a sentence. */
export function poolWords(pool: MapPool): string {
  const parts = [t('pool', { group: pool.group.slice(0, 120), needs: pool.needs, members: pool.members })]
  if (pool.wants !== pool.needs) parts.push(t('pool_wants', { wants: pool.wants }))
  if (pool.working !== null) parts.push(t('pool_works', { working: pool.working }))
  parts.push(pool.declared ? t('pool_declared') : t('pool_assumed'))
  return parts.join(', ')
}

/** What is shown, and what is not: short sentences. */
export function said(data: MapData): string[] {
  const found: string[] = []
  if (data.counts && Object.values(data.counts).some(Boolean)) {
    found.push(Object.entries(data.counts).filter(([, count]) => count > 0).map(([state, count]) => `${number(count)} ${stateWord(state)}`).join(', '))
  }
  found.push(t(data.at_least ? 'shown_at_least' : 'shown', { shown: singles(data), all: data.cis }))
  if (data.hidden.cis) found.push(t('counted_in', { count: data.hidden.cis, groups: data.nodes.length - singles(data) }))
  found.push(t('relations_hidden', { count: data.hidden.relations }))
  if (data.left_out) found.push(t('left_out', { count: data.left_out }))
  if (data.hidden.further_cis) found.push(t('further', { count: data.hidden.further_cis }))
  return found
}
