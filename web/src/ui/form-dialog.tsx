import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { Problem } from '../api/client'
import { Button } from './button'
import { Dialog } from './dialog'
import { ProblemView } from './problem'
import { t } from './words'

interface FormDialogProps {
  title: ComponentChildren
  /** What the button that ends it says. */
  submit: string
  kind?: 'first' | 'danger'
  /** What it is for: when that is done, the dialog closes; what it throws is shown. */
  onSubmit: () => unknown
  onClose: () => void
  disabled?: boolean
  /** Another way out, beside the first. */
  other?: { text: string; run: () => unknown } | undefined
  wide?: boolean
  children: ComponentChildren
}

/** A dialog that does one thing: its form can be cancelled, is sent once, and tells why it was refused. */
export function FormDialog({ title, submit, kind = 'first', onSubmit, onClose, disabled, other, wide, children }: FormDialogProps) {
  const id = useId()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const send = async (what: () => unknown) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await what()
      onClose()
    } catch (reason) {
      setProblem(reason instanceof Problem ? reason : new Problem({ status: -1, detail: String(reason) }))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      wide={wide ?? false}
      actions={
        <>
          {other ? <Button kind="quiet" disabled={busy} onClick={() => void send(other.run)}>{other.text}</Button> : null}
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind={kind} busy={busy} disabled={disabled ?? false} type="submit" form={id}>{submit}</Button>
        </>
      }
    >
      <form
        id={id}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!disabled && !busy) void send(onSubmit)
        }}
      >
        {problem ? <ProblemView of={problem} /> : null}
        {children}
      </form>
    </Dialog>
  )
}
