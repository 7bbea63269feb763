import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Check, Copy as CopyIcon, type IconNode } from 'lucide'
import { age, moment } from '../texts'
import { Button } from './button'
import { Icon } from './icon'
import { failed } from './toast'
import { t } from './words'

/** A moment: how long ago, exactly on hover. */
export function When({ at }: { at: string | null | undefined }) {
  if (!at) return <span class="soft">—</span>
  return <time dateTime={at} title={moment(at)}>{age(at)}</time>
}

interface EmptyProps {
  icon?: IconNode
  title: string
  children?: ComponentChildren
  actions?: ComponentChildren
}

/** Where nothing is to be shown: why, and what to do. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div class="empty">
      {icon ? <Icon of={icon} size={28} /> : null}
      <p class="empty-title">{title}</p>
      {children ? <p class="soft">{children}</p> : null}
      {actions ? <div class="row">{actions}</div> : null}
    </div>
  )
}

const PATIENCE_MS = 150

/** Grey lines while an answer is on its way, but only after a moment: what comes at once does not flicker. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="skeleton" role="status" aria-label={t('loading')}>
      {shown ? Array.from({ length: lines }, (_, at) => <span key={at} style={{ width: `${92 - ((at * 23) % 45)}%` }} />) : null}
    </div>
  )
}

/** How far something is; without `total` only that it goes on. */
export function Progress({ label, done: at, total }: { label: string; done?: number; total?: number }) {
  return (
    <div class="progress">
      <span class="small">{label}</span>
      <progress aria-label={label} value={total ? at : undefined} max={total || undefined} />
    </div>
  )
}

/** A button that copies a text. */
export function Copy({ text, label, small }: { text: string | (() => string); label?: string; small?: boolean }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text)
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    } catch (reason) {
      failed(reason)
    }
  }
  return (
    <Button icon={copied ? Check : CopyIcon} small={small} onClick={copy}>
      {copied ? t('copied') : (label ?? t('copy'))}
    </Button>
  )
}

/** Hand a file to the browser. */
export function download(name: string, content: Blob | string, type = 'text/plain'): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

interface PageHeadProps {
  title: ComponentChildren
  /** Smaller, above the title. */
  over?: ComponentChildren
  /** Smaller, below the title. */
  under?: ComponentChildren
  actions?: ComponentChildren
  /** What the browser's tab says; else the title where that is a text. */
  tab?: string
}

/** The head of a page: it names the browser's tab too. */
export function PageHead({ title, over, under, actions, tab }: PageHeadProps) {
  const named = tab ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    document.title = named ? `${named.slice(0, 80)} · CMDB` : 'CMDB'
  }, [named])
  return (
    <header class="page-head">
      <div class="page-head-text">
        {over ? <div class="soft small">{over}</div> : null}
        <h1 dir="auto">{title}</h1>
        {under ? <div class="soft">{under}</div> : null}
      </div>
      {actions ? <div class="row page-head-actions">{actions}</div> : null}
    </header>
  )
}
