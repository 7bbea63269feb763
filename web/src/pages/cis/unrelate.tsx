import { useState } from 'preact/hooks'
import { verb as verbName } from '../../model/words'
import { FormDialog, shortened, TextField } from '../../ui'
import { Sentence } from './sentence'
import type { Existing } from './relate'
import type { Details } from './types'
import { t } from './words'
import { told, unrelate } from './writing'

interface UnrelateProps {
  details: Details
  existing: Existing
  onClose: () => void
  onWritten: () => void
}

/** Asks before a relation is removed: the sentence that will no longer hold. */
export function Unrelate({ details, existing, onClose, onWritten }: UnrelateProps) {
  const { direction, type, verb, related } = existing
  const [reason, setReason] = useState('')
  const [from, to] = direction === 'out' ? [details.ci, related.ci] : [related.ci, details.ci]
  const go = async () => {
    const { revision } = await unrelate({ from: from.id, type, to: to.id }, reason)
    told(t('unrelated', { name: shortened(related.ci.name, 60) }), revision, onWritten)
  }
  return (
    <FormDialog title={t('unrelate_title')} submit={t('relation_remove')} kind="danger" onSubmit={go} onClose={onClose}>
        <p class="cis-sentence"><Sentence from={from.name} verb={verbName(type, 'out', direction === 'out' ? verb : type)} to={to.name} /></p>
        {related.sources.length ? <p class="soft small">{t('unrelate_sources')}</p> : null}
        <TextField label={t('reason')} hint={t('reason_hint')} value={reason} onText={setReason} maxLength={2000} autoFocus />
    </FormDialog>
  )
}
