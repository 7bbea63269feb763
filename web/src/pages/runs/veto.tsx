import { useState } from 'preact/hooks'
import { ShieldAlert } from 'lucide'
import { post, Problem } from '../../api/client'
import { number } from '../../texts'
import { may } from '../../who'
import { Button, done, failed, Icon, TextField } from '../../ui'
import type { Run } from './shapes'
import { t } from './words'

/** A run that would lose too much: what, and a person's word on it. */
export function Veto({ run, again }: { run: Run; again: () => void }) {
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const decide = async (confirm: boolean) => {
    setBusy(true)
    const params = { path: { run: run.id }, query: reason.trim() ? { reason: reason.trim() } : {} }
    try {
      if (confirm) {
        const answer = await post('/api/v1/runs/{run}/confirm', { params })
        done(t('confirmed', { n: answer.confirmed }))
      } else {
        const answer = await post('/api/v1/runs/{run}/discard', { params })
        done(t('discarded', { n: answer.discarded }))
      }
    } catch (problem) {
      // Somebody else was first: what they decided is shown below.
      if (problem instanceof Problem && problem.status === 409) done(t('was_decided'))
      else failed(problem)
    }
    setBusy(false)
    again()
  }
  return (
    <section class="sheet runs-veto stack">
      <div class="row">
        <Icon of={ShieldAlert} size={20} />
        <h2>{t('veto')}</h2>
      </div>
      <p>{t('veto_about')}</p>
      <ul>
        {run.report?.vetoed.map((one) => (
          <li key={one.scope}>
            <bdi>{one.scope || t('whole_source')}</bdi>: {t('would_lose', { n: one.would_lose, of: number(one.of) })}
          </li>
        ))}
      </ul>
      {may('operate') ? (
        <div class="stack tight">
          <TextField label={t('why')} hint={t('why_hint')} value={reason} onText={setReason} maxLength={2000} />
          <div class="row">
            <Button kind="danger" busy={busy} onClick={() => void decide(true)}>{t('confirm_veto')}</Button>
            <Button busy={busy} onClick={() => void decide(false)}>{t('discard_veto')}</Button>
          </div>
          <p class="soft small">{t('veto_choices')}</p>
        </div>
      ) : null}
    </section>
  )
}
