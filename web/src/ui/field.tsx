import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Around {
  label: string
  hint?: ComponentChildren
  error?: string | undefined
  required?: boolean
  /** The label is only read out. */
  bare?: boolean
}

/** A labelled field: hint below, error below that, tied to the input for screen readers. */
export function Field({ label, hint, error, required, bare, children }: Around & { children: (of: FieldIds) => ComponentChildren }) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
  return (
    <div class={error ? 'field has-error' : 'field'}>
      <label for={id} class={bare ? 'unseen' : undefined}>
        {label}
        {required ? <span class="field-required" aria-hidden="true"> *</span> : null}
      </label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined, required })}
      {hint ? <div id={`${id}-hint`} class="soft small">{hint}</div> : null}
      {error ? <div id={`${id}-error`} class="field-error small" role="alert">{error}</div> : null}
    </div>
  )
}

export interface FieldIds {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  required: boolean | undefined
}

interface Text extends Around {
  value: string
  onText: (text: string) => void
  type?: 'text' | 'search' | 'date' | 'datetime-local' | 'number' | 'url'
  placeholder?: string
  maxLength?: number
  min?: number | string
  max?: number | string
  step?: number | string
  list?: string
  disabled?: boolean
  autoFocus?: boolean
  onKeyDown?: (event: KeyboardEvent) => void
  onBlur?: () => void
}

/** One line of text. */
export function TextField({ label, hint, error, required, bare, onText, type = 'text', ...rest }: Text) {
  return (
    <Field {...{ label, hint, error, required, bare }}>
      {(ids) => <input type={type as 'text'} dir="auto" autocomplete="off" {...rest} {...ids} class="input" onInput={(event) => onText(event.currentTarget.value)} />}
    </Field>
  )
}

type Area = Around & { value: string; onText: (text: string) => void; rows?: number; placeholder?: string }

/** Several lines of text. */
export function TextArea({ label, hint, error, required, bare, onText, rows = 4, ...rest }: Area) {
  return (
    <Field {...{ label, hint, error, required, bare }}>
      {(ids) => <textarea dir="auto" {...rest} {...ids} rows={rows} class="input" onInput={(event) => onText(event.currentTarget.value)} />}
    </Field>
  )
}

type Choice = Around & { value: string; onText: (value: string) => void; options: readonly (readonly [string, string])[]; disabled?: boolean }

/** One of a few: `options` are pairs of value and text. */
export function Select({ label, hint, error, required, bare, value, onText, options, disabled }: Choice) {
  return (
    <Field {...{ label, hint, error, required, bare }}>
      {(ids) => (
        <select {...ids} disabled={disabled} class="input" value={value} onChange={(event) => onText(event.currentTarget.value)}>
          {options.map(([name, text]) => (
            <option key={name} value={name}>{text}</option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface CheckProps {
  label: ComponentChildren
  checked: boolean
  onCheck: (checked: boolean) => void
  disabled?: boolean
  /** The label is only read out. */
  bare?: boolean
}

/** A box to tick. */
export function Check({ label, checked, onCheck, disabled, bare }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onCheck(event.currentTarget.checked)} />
      <span class={bare ? 'unseen' : undefined}>{label}</span>
    </label>
  )
}

interface SegmentsProps {
  label: string
  value: string
  onText: (value: string) => void
  options: readonly (readonly [string, string])[]
}

/** One of two to four, all in sight. */
export function Segments({ label, value, onText, options }: SegmentsProps) {
  const name = useId()
  return (
    <fieldset class="segments">
      <legend class="unseen">{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} class={option === value ? 'chosen' : undefined}>
          <input type="radio" class="unseen" name={name} checked={option === value} onChange={() => onText(option)} />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
