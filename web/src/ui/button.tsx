import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'
import type { IconNode } from 'lucide'
import { Icon } from './icon'

type Kind = 'plain' | 'first' | 'quiet' | 'danger'

interface Common {
  kind?: Kind
  icon?: IconNode
  busy?: boolean
  small?: boolean
  children?: ComponentChildren
}
type ButtonProps = Common & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'size'>
type LinkProps = Common & { href: string; download?: string; title?: string }

/** A button: `first` for the one thing to do next, `quiet` in rows, `danger` for what takes away. */
export function Button({ kind = 'plain', icon, busy, small, children, class: extra, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={classes(kind, small, extra)} aria-busy={busy || undefined} disabled={rest.disabled || busy}>
      {icon ? <Icon of={icon} /> : null}
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function LinkButton({ kind = 'plain', icon, small, children, ...rest }: LinkProps) {
  return (
    <a {...rest} class={classes(kind, small)}>
      {icon ? <Icon of={icon} /> : null}
      {children}
    </a>
  )
}

/** A button that is only an icon: its label is read out and shown on hover. */
export function IconButton({ label, icon, small, kind = 'quiet', ...rest }: ButtonProps & { label: string; icon: IconNode }) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} class={`${classes(kind, small, rest.class)} icon-only`}>
      <Icon of={icon} />
    </button>
  )
}

function classes(kind: Kind, small?: boolean, extra?: unknown): string {
  return ['button', kind, small ? 'is-small' : '', typeof extra === 'string' ? extra : ''].filter(Boolean).join(' ')
}
