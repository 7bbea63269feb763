import { useId, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { number } from '../texts'

export interface Tab {
  key: string
  text: string
  count?: number
}

interface TabsProps {
  label: string
  tabs: readonly Tab[]
  value: string
  onText: (key: string) => void
  /** What the chosen tab shows. */
  children: ComponentChildren
}

/** Tabs and the panel of the chosen one; arrows move. */
export function Tabs({ label, tabs, value, onText, children }: TabsProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const at = tabs.findIndex((one) => one.key === value)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    onText(next.key)
    list.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus()
  }
  return (
    <div class="tabs">
      <div class="tabs-list" role="tablist" tabIndex={-1} aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((one) => (
          <button
            key={one.key}
            type="button"
            role="tab"
            data-key={one.key}
            id={`${id}-${one.key}`}
            aria-selected={one.key === value}
            aria-controls={`${id}-panel`}
            tabIndex={one.key === value ? 0 : -1}
            onClick={() => onText(one.key)}
          >
            {one.text}
            {one.count === undefined ? null : <span class="tabs-count number">{number(one.count)}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} class="tabs-panel">
        {children}
      </div>
    </div>
  )
}
