/** The words of the model: classes, attributes, values, relations, layers. What has none is shown as it is named. */
import { texts } from '../texts'
import type en from './texts/en.json'

const t = texts<typeof en>('model')

/** The name of a class as people say it: "virtual machine". */
export const className = (name: string): string => said(`class.${name}`, name)
/** The name of an attribute, as a label: "Operating system". */
export const attributeName = (name: string): string => said(`attribute.${name}`, name)
/** A value of an attribute that has a fixed few: `valueName('lifecycle', 'in_build')` is "In build". */
export const valueName = (attribute: string, value: string): string => said(`value.${attribute}.${value}`, value)
/** True where a value of an attribute is one of a fixed few. */
export const isChoice = (attribute: string, value: string): boolean => t.has(`value.${attribute}.${value}`)
/** What a relation says, read from its dependent: "runs on"; the other way round: "runs". `model`: its own words for it. */
export const verb = (type: string, way: 'out' | 'in' = 'out', model = type.toLowerCase()): string =>
  said(way === 'out' ? `verb.${type}` : `verb.${type}.back`, model)
/** A finding about the quality of what is known, by its kind: "Without an owner". */
export const findingName = (kind: string): string => said(`finding.${kind}`, kind)
/** The name of a layer: 2 is "Service"; null is what stands beside them. */
export const layerName = (layer: number | null | undefined): string => said(`layer.${layer ?? 'none'}`, String(layer))

function said(key: string, name: string): string {
  return t.has(key) ? t(key) : name.replaceAll('_', ' ')
}
