import { useLocation } from 'preact-iso'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Clock, Search as Glass, X } from 'lucide'
import { addressed } from '../query'
import { searching } from '../shell/searching'
import { number, texts } from '../texts'
import { ciPath, Icon, IconButton, problemText, shortened, type Named } from '../ui'
import { facts, MOST_CHARACTERS, useFound, useHurry, type Row } from './found'
import { recent, remember } from './recent'
import type en from './texts/en.json'
import './search.css'

const t = texts<typeof en>('search')
const MOST = 12

/** Where keys lead from a CI: the same as the footer says. */
function way(ci: Named, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): string {
  if (event.shiftKey) return addressed('/map', { ci: ci.id, up: 2, down: 2 })
  if (event.ctrlKey || event.metaKey) return addressed('/impact', { given: `${ci.id}:down` })
  return ciPath(ci.id)
}

const close = () => {
  searching.value = false
}

/** The search that lies over every page: type, arrows, Enter. */
export function SearchOverlay() {
  const id = useId()
  const { route } = useLocation()
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = useFound(text, MOST)
  const hurry = useHurry(found, text)
  const asked = text.trim()
  const rows: readonly (Row | Named)[] = asked ? found.rows : recent.value
  const all = asked !== '' && found.total > rows.length
  const count = rows.length + (all ? 1 : 0)

  // Before the next key comes: who types on at once loses nothing.
  useLayoutEffect(() => {
    const before = document.activeElement
    const held = dialog.current
    held?.showModal()
    held?.querySelector('input')?.focus()
    return () => {
      held?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  useEffect(() => setAt(0), [found.text])
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, id])

  const everything = () => {
    close()
    route(addressed('/find', { q: asked }))
  }
  const open = (ci: Row | Named, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) => {
    remember(ci)
    close()
    route(way(ci, event))
  }
  const key = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return
    const row = rows[at]
    if (event.key === 'ArrowDown') setAt((now) => (now + 1) % Math.max(1, count))
    else if (event.key === 'ArrowUp') setAt((now) => (now + count - 1) % Math.max(1, count))
    else if (event.key === 'Enter' && event.altKey) everything()
    // What is shown still answers an older text.
    else if (event.key === 'Enter' && asked !== '' && found.text !== asked) {
      const { shiftKey, ctrlKey, metaKey } = event
      hurry(([first]) => (first ? open(first, { shiftKey, ctrlKey, metaKey }) : everything()))
    }
    else if (event.key === 'Enter' && row) open(row, event)
    else if (event.key === 'Enter' && asked) everything()
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      class="search"
      aria-label={t('title')}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onMouseDown={(event) => event.target === dialog.current && close()}
    >
      <div class="search-sheet">
        <div class="search-field">
          <Icon of={Glass} size={18} />
          <input
            role="combobox"
            aria-label={t('title')}
            aria-expanded={count > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={count > 0 ? `${id}-${at}` : undefined}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            dir="auto"
            autoFocus
            maxLength={MOST_CHARACTERS}
            placeholder={t('placeholder')}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={key}
          />
          <IconButton small label={t('close')} icon={X} onClick={close} />
        </div>
        {!asked && rows.length > 0 ? <p class="search-over soft small">{t('recent')}</p> : null}
        <ul id={`${id}-list`} role="listbox" aria-label={t('results')} class="search-list">
          {rows.map((ci, n) => (
            <li
              key={ci.id}
              id={`${id}-${n}`}
              role="option"
              aria-selected={n === at}
              onPointerMove={() => setAt(n)}
              onClick={(event) => open(ci, event)}
            >
              {asked ? null : <Icon of={Clock} size={14} />}
              <span class="search-name clip" dir="auto" title={ci.name.slice(0, 300)}>{shortened(ci.name)}</span>
              <span class="search-facts soft small">{facts(ci)}</span>
            </li>
          ))}
          {all ? (
            <li id={`${id}-${rows.length}`} role="option" class="search-all" aria-selected={at === rows.length} onPointerMove={() => setAt(rows.length)} onClick={everything}>
              {t('all', { n: number(found.total) })}
            </li>
          ) : null}
        </ul>
        <div class="search-said" role="status">
          {found.problem ? <p class="search-over">{problemText(found.problem)}</p> : null}
          {asked && found.text === asked && !found.problem && rows.length === 0 ? <p class="search-over">{t('nothing')}</p> : null}
          {!asked && rows.length === 0 ? <p class="search-over soft">{t('hint')}</p> : null}
        </div>
        <footer class="search-keys soft small" aria-label={t('keys')}>
          <span><kbd>↵</kbd> {t('to_ci')}</span>
          <span><kbd>⇧</kbd> <kbd>↵</kbd> {t('to_map')}</span>
          <span><kbd>Ctrl</kbd> <kbd>↵</kbd> {t('to_impact')}</span>
          <span><kbd>Alt</kbd> <kbd>↵</kbd> {t('to_find')}</span>
        </footer>
      </div>
    </dialog>
  )
}
