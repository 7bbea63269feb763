import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { X } from 'lucide'
import { IconButton } from './button'
import { cover, Toasts } from './toast'
import { t } from './words'

interface DialogProps {
  title: ComponentChildren
  onClose: () => void
  children: ComponentChildren
  /** The buttons at its end: the first thing to do last. */
  actions?: ComponentChildren
  /** `drawer`: at the side, whole height. */
  as?: 'dialog' | 'drawer'
  wide?: boolean
}

/** A dialog over the page: it holds the focus, ends by Escape, and gives the focus back. */
export function Dialog({ title, onClose, children, actions, as = 'dialog', wide }: DialogProps) {
  const held = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Before the next key comes: who types on at once loses nothing.
  useLayoutEffect(() => {
    const dialog = held.current
    const before = document.activeElement
    dialog?.showModal()
    const uncover = cover(id)
    return () => {
      uncover()
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={held}
      class={`dialog ${as}${wide ? ' is-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => event.target === held.current && onClose()}
    >
      <div class="dialog-sheet">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton label={t('close')} icon={X} onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        {actions ? <footer class="dialog-actions">{actions}</footer> : null}
      </div>
      <Toasts within={id} />
    </dialog>
  )
}

/** A panel at the side. */
export function Drawer(props: Omit<DialogProps, 'as'>) {
  return <Dialog {...props} as="drawer" />
}
