import { useState } from 'preact/hooks'
import type { Attribute } from '../model/classes'
import type { Wrong } from '../model/values'
import { attributeName, isChoice, valueName } from '../model/words'
import { day, language, moment, number } from '../texts'
import { Button } from './button'
import { When } from './bits'
import { Select, TextArea, TextField } from './field'
import { StateMark } from './state'
import { t } from './words'

interface AttributeFieldProps {
  attribute: Attribute
  /** What is in the field, as one types it. */
  text: string
  onText: (text: string) => void
  error?: string | undefined
  autoFocus?: boolean
}

/** The field that edits an attribute: what it looks like follows from its type, choices, unit and bounds. */
export function AttributeField({ attribute, text, onText, error, autoFocus }: AttributeFieldProps) {
  const { name, type, unit } = attribute
  const common = {
    label: unit ? `${attributeName(name)} (${unit})` : attributeName(name),
    hint: hint(attribute),
    error,
    required: attribute.required,
    onText,
  }
  const choices = attribute.enum ?? (type === 'boolean' ? ['true', 'false'] : undefined)
  if (choices) {
    const options = choices.map((one) => [one, type === 'boolean' ? t(one === 'true' ? 'yes' : 'no') : valueName(name, one)] as const)
    return <Select {...common} value={text} options={[['', t('not_set')], ...options]} />
  }
  if (type === 'text' || type === 'strings') return <TextArea {...common} value={text} rows={type === 'text' ? 3 : 2} />
  return <TextField {...common} value={text} type={INPUT[type] ?? 'text'} autoFocus={autoFocus} />
}

const INPUT: Partial<Record<Attribute['type'], 'date' | 'datetime-local'>> = { date: 'date', datetime: 'datetime-local' }

function hint(attribute: Attribute): string | undefined {
  // The model speaks English of its attributes; to others it would be noise.
  const about = language.value === 'en' ? attribute.about : ''
  const form = attribute.type === 'strings' ? t('one_a_line') : attribute.type === 'duration' ? t('duration_form') : ''
  return [about, form].filter(Boolean).join(' ') || undefined
}

/** What is wrong with what was typed, in words. */
export function wrongText(wrong: Wrong): string {
  return t(`wrong_${wrong.key}`, { value: typeof wrong.value === 'number' ? number(wrong.value) : wrong.value })
}

const MOST = 300
const LISTED = 12

/** A value of an attribute as people read it: choices as words, moments in their zone, links as links. */
export function AttributeValue({ name, value, attribute }: { name: string; value: unknown; attribute?: Attribute | undefined }) {
  if (value === null || value === undefined || value === '') return <span class="soft">{t('not_set')}</span>
  if (name === 'health' && typeof value === 'string') return <StateMark of={value} />
  if (Array.isArray(value)) return <Values values={value.map(String)} />
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>
  if (typeof value === 'number') return <span class="number">{number(value)}{attribute?.unit ? ` ${attribute.unit}` : ''}</span>
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (attribute?.enum || isChoice(name, text)) return <>{valueName(name, text)}</>
  if (attribute?.type === 'date') return <time dateTime={text}>{day(`${text}T12:00:00`)}</time>
  if (attribute?.type === 'datetime') return <><time dateTime={text}>{moment(text)}</time> <span class="soft small">(<When at={text} />)</span></>
  if (/^https?:\/\/\S+$/i.test(text)) return <a href={text} rel="noreferrer noopener" target="_blank" class="attribute-link">{text.slice(0, MOST)}</a>
  return <Text text={text} />
}

function Values({ values }: { values: string[] }) {
  const [whole, setWhole] = useState(false)
  const shown = whole ? values : values.slice(0, LISTED)
  return (
    <span class="attribute-values">
      {shown.map((one) => <bdi key={one} class="attribute-item">{one.slice(0, MOST)}</bdi>)}
      {shown.length < values.length ? <Button small kind="quiet" onClick={() => setWhole(true)}>{t('more', { n: values.length - shown.length })}</Button> : null}
    </span>
  )
}

function Text({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  if (text.length <= MOST || whole) return <span dir="auto" class="attribute-text">{text}</span>
  return (
    <span dir="auto" class="attribute-text">
      {text.slice(0, MOST)}… <Button small kind="quiet" onClick={() => setWhole(true)}>{t('whole', { n: number(text.length) })}</Button>
    </span>
  )
}
