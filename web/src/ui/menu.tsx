import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { IconNode } from 'lucide'
import { Icon } from './icon'

export interface MenuItem {
  text: string
  icon?: IconNode
  onPick?: () => void
  href?: string
  download?: string
  chosen?: boolean
  danger?: boolean
  disabled?: boolean
}

interface MenuProps {
  label: string
  items: readonly (MenuItem | null)[]
  /** What is seen of it; else the label. */
  children?: ComponentChildren
  icon?: IconNode
  kind?: 'plain' | 'quiet'
  small?: boolean
}

/** A button that opens a list of things to do; arrows move, Escape closes. A null item is a line between. */
export function Menu({ label, items, children, icon, kind = 'plain', small }: MenuProps) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (!open) return undefined
    box.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    addEventListener('pointerdown', outside)
    return () => removeEventListener('pointerdown', outside)
  }, [open])

  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  const move = (event: KeyboardEvent) => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not([aria-disabled])') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === 'Escape') close()
    else if (event.key === 'Tab') setOpen(false)
    else if (step === undefined) return
    else all.at(step % all.length)?.focus()
    if (event.key !== 'Tab') {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  return (
    <div class="menu" ref={box} onKeyDown={open ? move : undefined}>
      <button
        ref={button}
        type="button"
        class={`button ${kind}${small ? ' is-small' : ''}${icon && !children ? ' icon-only' : ''}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={children || icon ? label : undefined}
        onClick={() => setOpen(!open)}
      >
        {icon ? <Icon of={icon} /> : null}
        {children ?? (icon ? null : label)}
      </button>
      {open ? (
        <div class="menu-list" role="menu" aria-label={label}>
          {items.map((item, at) => (item ? <Item key={item.text} item={item} close={close} /> : <hr key={at} />))}
        </div>
      ) : null}
    </div>
  )
}

function Item({ item, close }: { item: MenuItem; close: () => void }) {
  const inner = (
    <>
      {item.icon ? <Icon of={item.icon} /> : null}
      <span>{item.text}</span>
      {item.chosen ? <span aria-hidden="true">✓</span> : null}
    </>
  )
  const shape = {
    class: `menu-item${item.danger ? ' danger' : ''}`,
    role: item.chosen === undefined ? ('menuitem' as const) : ('menuitemradio' as const),
    'aria-checked': item.chosen,
    'aria-disabled': item.disabled || undefined,
    tabIndex: -1,
  }
  if (item.href && !item.disabled) return <a {...shape} href={item.href} download={item.download} onClick={close}>{inner}</a>
  const pick = () => {
    if (item.disabled) return
    close()
    item.onPick?.()
  }
  return <button type="button" {...shape} onClick={pick}>{inner}</button>
}
