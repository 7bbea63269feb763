import { useState } from 'preact/hooks'
import { attributeName } from '../../model/words'
import type { Attribute, CiClass } from '../../model/classes'
import { parsed, same, typed, type Parsed } from '../../model/values'
import { AttributeField, Field, wrongText } from '../../ui'
import { editable, heading, HEADINGS } from './grouping'
import { t } from './words'
import type { Fields } from './writing'

/** What was typed so far, by field. */
export type Typed = Record<string, string>

export interface Read {
  /** What differs from before, as the API takes it. */
  changed: Fields
  /** What is wrong, by field. */
  wrong: Record<string, string>
}

/** What was typed, as fields that differ from `before`. */
export function read(of: CiClass, before: Fields, text: Typed): Read {
  const found: Read = { changed: {}, wrong: {} }
  for (const attribute of of.attributes) {
    const said = text[attribute.name]
    if (said === undefined) {
      if (attribute.required && same(before[attribute.name], null)) found.wrong[attribute.name] = wrongText({ key: 'required' })
      continue
    }
    if (said === typed(attribute, before[attribute.name])) continue
    const one: Parsed = parsed(attribute, said)
    if ('wrong' in one) found.wrong[attribute.name] = wrongText(one.wrong)
    else if (!same(one.value, before[attribute.name])) found.changed[attribute.name] = one.value
  }
  return found
}

const WIDE = new Set(['text', 'strings'])
const FEW = 7

interface AttributeFormProps {
  of: CiClass
  before: Fields
  text: Typed
  onText: (name: string, text: string) => void
  errors: Record<string, string>
  /** The field that is wanted first. */
  first?: string | undefined
}

/** The fields of a CI: those that are set, required or recommended; any other can be added. */
export function AttributeForm({ of, before, text, onText, errors, first }: AttributeFormProps) {
  const [added, setAdded] = useState<readonly string[]>(first ? [first] : [])
  const all = editable(of)
  const inSight = (one: Attribute) =>
    one.required || one.recommended || one.name === 'name' || !same(before[one.name], null) || one.name in text || added.includes(one.name) || one.name in errors
  const rest = all.filter((one) => !inSight(one))
  const field = (one: Attribute) => (
    <div key={one.name} class={WIDE.has(one.type) || one.name === 'name' ? 'cis-form-wide' : undefined} data-field={one.name}>
      <AttributeField
        attribute={one}
        text={text[one.name] ?? typed(one, before[one.name])}
        onText={(said) => onText(one.name, said)}
        error={errors[one.name]}
        autoFocus={one.name === (first ?? added.at(-1))}
      />
    </div>
  )
  const few = all.length - rest.length <= FEW
  return (
    <div class="cis-form">
      {few ? <div class="cis-form-fields">{all.filter(inSight).map(field)}</div> : null}
      {few ? null : HEADINGS.map((key) => {
        const some = all.filter((one) => heading(of, one.name) === key && inSight(one))
        if (some.length === 0) return null
        return (
          <fieldset key={key} class="cis-form-part">
            <legend>{t(`heading_${key}`)}</legend>
            <div class="cis-form-fields">
              {some.map(field)}
            </div>
          </fieldset>
        )
      })}
      {rest.length ? <Further rest={rest} onAdd={(name) => setAdded([...added, name])} /> : null}
    </div>
  )
}

function Further({ rest, onAdd }: { rest: Attribute[]; onAdd: (name: string) => void }) {
  return (
    <Field label={t('add_field')} hint={t('add_field_hint', { n: rest.length })}>
      {(ids) => (
        <select {...ids} class="input" value="" onChange={(event) => event.currentTarget.value && onAdd(event.currentTarget.value)}>
          <option value="">{t('add_field_choose')}</option>
          {rest
            .map((one) => [one.name, attributeName(one.name)] as const)
            .sort((a, b) => a[1].localeCompare(b[1]))
            .map(([name, title]) => <option key={name} value={name}>{title}</option>)}
        </select>
      )}
    </Field>
  )
}

/** Errors of a refused write, by field: the API names the place of each. */
export function placed(errors: readonly { place: string; reason: string }[] | undefined): Record<string, string> {
  return Object.fromEntries((errors ?? []).map((one) => [one.place.replace(/^attributes\./, ''), one.reason]))
}
