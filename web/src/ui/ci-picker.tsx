import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { facts, MOST_CHARACTERS, useFound, useHurry, type Row } from '../search/found'
import { shortened, type Named } from './ci'
import { problemText } from './problem'
import { t } from './words'

interface CiPickerProps {
  label: string
  /** One is picked; the field is empty again, so that one may go on and pick several. */
  onPick: (ci: Named) => void
  /** Only CIs of this class and those below it. */
  class?: string
  placeholder?: string
  /** The label is only read out. */
  bare?: boolean
  autoFocus?: boolean
  /** Ids that are picked already: they are not offered again. */
  except?: ReadonlySet<string>
}

const MOST = 12

/** A search field that picks CIs: as one types, arrows and Enter; safe while an input method composes. */
export function CiPicker({ label, onPick, class: wanted, placeholder, bare, autoFocus, except }: CiPickerProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [closed, setClosed] = useState(true)
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const found = useFound(text, MOST, wanted)
  const hurry = useHurry(found, text)
  const offered = (all: readonly Row[]) => all.filter((one) => !except?.has(one.id))
  const rows = offered(found.rows)
  const current = found.text === text.trim()
  const open = !closed && found.text !== '' && !found.problem

  useEffect(() => setAt(0), [found.text])
  useEffect(() => {
    if (open) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, open, id])

  const pick = (ci: Row | undefined) => {
    if (!ci) return
    onPick(ci)
    setText('')
    setClosed(true)
    input.current?.focus()
  }
  const key = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (closed) setClosed(false)
      else setAt((now) => (now + (event.key === 'ArrowDown' ? 1 : rows.length - 1)) % Math.max(1, rows.length))
    } else if (event.key === 'Enter' && text.trim() && !current) {
      // What is shown, if anything, answers an older text.
      hurry((all) => pick(offered(all)[0]))
    } else if (event.key === 'Enter' && open) pick(rows[at])
    else if (event.key === 'Escape' && open) setClosed(true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="ci-picker field">
      <label for={id} class={bare ? 'unseen' : undefined}>{label}</label>
      <input
        id={id}
        ref={input}
        class="input"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && rows[at] ? `${id}-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        autoFocus={autoFocus}
        maxLength={MOST_CHARACTERS}
        placeholder={placeholder ?? t('pick_placeholder')}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setClosed(false)
        }}
        onKeyDown={key}
        onBlur={() => setTimeout(() => setClosed(true), 150)}
      />
      {found.problem ? <p class="field-error small" role="alert">{problemText(found.problem)}</p> : null}
      <ul id={`${id}-list`} role="listbox" aria-label={label} class="ci-picker-list" hidden={!open}>
        {rows.map((ci, n) => (
          <li key={ci.id} id={`${id}-${n}`} role="option" aria-selected={n === at} onPointerDown={(event) => event.preventDefault()} onClick={() => pick(ci)}>
            <span dir="auto" class="clip" title={ci.name.slice(0, 300)}>{shortened(ci.name)}</span>
            <span class="ci-picker-facts soft small">
              {facts(ci)}
            </span>
          </li>
        ))}
        {open && current && rows.length === 0 ? <li class="soft" role="option" aria-selected={false} aria-disabled>{t('pick_nothing')}</li> : null}
      </ul>
    </div>
  )
}
