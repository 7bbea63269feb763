import { useState } from 'preact/hooks'
import { FormDialog, shortened, TextField } from '../../ui'
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
  const standing = details.relations
    .filter((group) => group.direction === 'in' && group.items[0]?.strength !== 'none')
    .reduce((sum, group) => sum + group.count, 0)
  const go = async () => {
    try {
      const { revision } = await (as === 'retire' ? retire(ci, reason) : restore(ci, reason))
      told(t(as === 'retire' ? 'retired' : 'restored', { name: shortened(ci.name, 60) }), revision, onWritten)
    } catch (refused) {
      onWritten() // somebody may have been quicker
      throw refused
    }
  }
  return (
    <FormDialog
      title={<bdi>{t(as === 'retire' ? 'retire_title' : 'restore_title', { name: shortened(ci.name, 80) })}</bdi>}
      submit={t(as)}
      kind={as === 'retire' ? 'danger' : 'first'}
      onSubmit={go}
      onClose={onClose}
    >
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
    </FormDialog>
  )
}
