import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { get, Problem } from '../api/client'
import { className } from '../model/words'
import { shortened, type Named } from './ci'
import { problemText } from './problem'
import { t } from './words'

interface CiPickerProps {
  label: string
  onPick: (ci: Named) => void
  /** Only CIs of this class and those below it. */
  class?: string
  placeholder?: string
  /** The label is only read out. */
  bare?: boolean
  autoFocus?: boolean
}

const SETTLE_MS = 60
const MOST = 12

/** A search field that picks a CI: as one types, arrows and Enter; safe while an input method composes. */
export function CiPicker({ label, onPick, class: wanted, placeholder, bare, autoFocus }: CiPickerProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [found, setFound] = useState<Named[]>([])
  const [problem, setProblem] = useState<Problem>()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const q = text.trim()
    if (!q) {
      setFound([])
      setOpen(false)
      return undefined
    }
    const ended = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const query = { q, limit: MOST, ...(wanted ? { class: wanted } : {}) }
        const answer = await get('/api/v1/search', { params: { query }, signal: ended.signal })
        setFound(answer.items as Named[])
        setProblem(undefined)
        setAt(0)
        setOpen(true)
      } catch (reason) {
        if (reason instanceof Problem) setProblem(reason)
      }
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [text, wanted])

  const pick = (ci: Named | undefined) => {
    if (!ci) return
    onPick(ci)
    setText('')
    setOpen(false)
    input.current?.focus()
  }
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setAt((now) => (now + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length))
    } else if (event.key === 'Enter' && open) pick(found[at])
    else if (event.key === 'Escape' && open) setOpen(false)
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
        aria-activedescendant={open && found[at] ? `${id}-${at}` : undefined}
        autocomplete="off"
        dir="auto"
        autoFocus={autoFocus}
        placeholder={placeholder ?? t('pick_placeholder')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={key}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
      />
      {problem ? <p class="field-error small" role="alert">{problemText(problem)}</p> : null}
      <ul id={`${id}-list`} role="listbox" aria-label={label} class="ci-picker-list" hidden={!open}>
        {found.map((ci, n) => (
          <li key={ci.id} id={`${id}-${n}`} role="option" aria-selected={n === at} onPointerDown={(event) => event.preventDefault()} onClick={() => pick(ci)}>
            <span dir="auto" class="clip">{shortened(ci.name)}</span>
            <span class="soft small">{className(ci.class ?? '')}</span>
          </li>
        ))}
        {open && found.length === 0 ? <li class="soft" role="option" aria-selected={false} aria-disabled>{t('pick_nothing')}</li> : null}
      </ul>
    </div>
  )
}
