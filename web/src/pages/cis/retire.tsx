import { useState } from 'preact/hooks'
import { Problem } from '../../api/client'
import { Button, Dialog, ProblemView, shortened, TextField } from '../../ui'
import type { Details } from './types'
import { t } from './words'
import { restore, retire, told } from './writing'

interface RetireProps {
  details: Details
  as: 'retire' | 'restore'
  onClose: () => void
  onWritten: () => void
}

/** Asks before a CI leaves operation, or comes back: what stands on it, and why. */
export function Retire({ details, as, onClose, onWritten }: RetireProps) {
  const { ci } = details
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const standing = details.relations
    .filter((group) => group.direction === 'in' && group.items[0]?.strength !== 'none')
    .reduce((sum, group) => sum + group.count, 0)
  const go = async () => {
    setBusy(true)
    try {
      const { revision } = await (as === 'retire' ? retire(ci, reason) : restore(ci, reason))
      told(t(as === 'retire' ? 'retired' : 'restored', { name: shortened(ci.name, 60) }), revision, onWritten)
      onClose()
    } catch (found) {
      setProblem(found instanceof Problem ? found : new Problem({ status: -1, detail: String(found) }))
      setBusy(false)
      onWritten()
    }
  }
  return (
    <Dialog
      title={<bdi>{t(as === 'retire' ? 'retire_title' : 'restore_title', { name: shortened(ci.name, 80) })}</bdi>}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind={as === 'retire' ? 'danger' : 'first'} busy={busy} type="submit" form="cis-retire">{t(as)}</Button>
        </>
      }
    >
      <form
        id="cis-retire"
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        {problem ? <ProblemView of={problem} /> : null}
        <p>{t(as === 'retire' ? 'retire_text' : 'restore_text')}</p>
        {as === 'retire' && standing > 0 ? (
          <p class="cis-notice degraded">
            <span>
              {t('retire_standing', { n: standing })}{' '}
              <a href={`/impact?given=${encodeURIComponent(`${ci.id}:down`)}`}>{t('retire_impact')}</a>
            </span>
          </p>
        ) : null}
        <TextField label={t('reason')} hint={t('reason_hint')} value={reason} onText={setReason} maxLength={2000} autoFocus />
      </form>
    </Dialog>
  )
}
