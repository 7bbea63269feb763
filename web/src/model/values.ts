/** Values of attributes between what the store holds and what people type. */
import type { Attribute } from './classes'

/** What was typed cannot be a value: a key of the form's words, with what it speaks of. */
export interface Wrong {
  key: 'required' | 'whole' | 'number' | 'least' | 'most' | 'duration' | 'pattern' | 'long' | 'moment'
  value?: string | number
}
export type Parsed = { value: unknown } | { wrong: Wrong }

const DURATION = /^P(?!$)(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$/i
const MOST_CHARACTERS: Record<string, number> = { name: 500, text: 20_000 }

/** A value as one edits it; '' where it is not set. */
export function typed(attribute: Attribute, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.join('\n')
  if (attribute.type === 'datetime') return local(String(value))
  return String(value)
}

/** What was typed as the API takes it, null for nothing; or what is wrong with it. */
export function parsed(attribute: Attribute, text: string): Parsed {
  const said = text.trim()
  if (said === '') return attribute.required ? { wrong: { key: 'required' } } : { value: null }
  switch (attribute.type) {
    case 'integer':
    case 'number':
      return parsedNumber(attribute, said)
    case 'boolean':
      return { value: said === 'true' }
    case 'duration':
      return DURATION.test(said) ? { value: said.toUpperCase() } : { wrong: { key: 'duration' } }
    case 'datetime':
      return Number.isNaN(Date.parse(said)) ? { wrong: { key: 'moment' } } : { value: new Date(said).toISOString().replace('.000Z', 'Z') }
    case 'strings':
      return { value: [...new Set(said.split('\n').map((one) => one.trim()).filter(Boolean))] }
    default:
      return parsedText(attribute, said)
  }
}

function parsedNumber(attribute: Attribute, said: string): Parsed {
  const value = Number(said)
  if (!Number.isFinite(value)) return { wrong: { key: 'number' } }
  if (attribute.type === 'integer' && !Number.isSafeInteger(value)) return { wrong: { key: 'whole' } }
  if (attribute.minimum !== undefined && value < attribute.minimum) return { wrong: { key: 'least', value: attribute.minimum } }
  if (attribute.maximum !== undefined && value > attribute.maximum) return { wrong: { key: 'most', value: attribute.maximum } }
  return { value }
}

function parsedText(attribute: Attribute, said: string): Parsed {
  const most = MOST_CHARACTERS[attribute.name] ?? MOST_CHARACTERS[attribute.type] ?? 2000
  if (said.length > most) return { wrong: { key: 'long', value: most } }
  if (attribute.pattern && !matches(attribute.pattern, said)) return { wrong: { key: 'pattern', value: attribute.pattern } }
  return { value: said }
}

function matches(pattern: string, said: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(said)
  } catch {
    return true // written for another engine: the server judges
  }
}

/** The same moment as a browser's own field of date and time wants it. */
function local(at: string): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return at
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const empty = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** True where two values say the same: not set is as good as empty, a list's order does not count. */
export function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())
  return empty(one) ? empty(other) : JSON.stringify(one) === JSON.stringify(other)
}
