import { useEffect, useState } from 'preact/hooks'
import { get, Problem } from '../../api/client'
import { Field, FormDialog, TextField } from '../../ui'
import { amountWords, quorumWords } from './quorum'
import type { Amount, Ci, Need } from './types'
import { t } from './words'
import { setQuorum, told } from './writing'

interface QuorumEditorProps {
  ci: Ci
  need: Need
  onClose: () => void
  onWritten: () => void
}

interface Tried {
  need: Need
  spare: number
}

const SETTLE_MS = 200

/** How many of a group are needed, and wanted: what that would mean is said before it is saved. */
export function QuorumEditor({ ci, need, onClose, onWritten }: QuorumEditorProps) {
  const group = need.group ?? ''
  const [needs, setNeeds] = useState<string>(String(need.quorum?.needs ?? 1))
  const [wants, setWants] = useState<string>(String(need.quorum?.wants ?? 1))
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState<Tried>()
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    const ended = new AbortController()
    const timer = setTimeout(() => {
      const params = { path: { ref: ci.id, group }, query: { needs, wants } }
      get('/api/v1/cis/{ref}/quorum/{group}', { params, signal: ended.signal }).then(
        (found) => {
          setTried(found as unknown as Tried)
          setProblem(undefined)
        },
        (found: unknown) => found instanceof Problem && setProblem(found),
      )
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [needs, wants])
  const write = async (said: { needs: Amount; wants: Amount } | null) => {
    const { revision } = await setQuorum(ci, group, said, reason)
    told(t(said ? 'quorum_set' : 'quorum_default', { group }), revision, onWritten)
  }
  return (
    <FormDialog
      title={<bdi>{t('quorum_title', { group })}</bdi>}
      submit={t('save')}
      disabled={problem !== undefined}
      onSubmit={() => write({ needs: amount(needs), wants: amount(wants) })}
      onClose={onClose}
      other={need.quorum?.source === 'declared' ? { text: t('quorum_withdraw'), run: () => write(null) } : undefined}
    >
        <p class="soft">{t('quorum_text', { n: need.members })}</p>
        <div class="cis-amounts">
          <AmountField label={t('needs')} hint={t('needs_hint')} value={needs} most={need.members} onText={setNeeds} />
          <AmountField label={t('wants')} hint={t('wants_hint')} value={wants} most={need.members} onText={setWants} />
        </div>
        <div class="cis-sentence" aria-live="polite">
          {problem ? (
            <p class="field-error">{problem.said.errors?.[0]?.reason ?? problem.said.detail} {problem.said.remedy}</p>
          ) : tried ? (
            <p>{quorumWords(tried.need.quorum, tried.need.members)}</p>
          ) : null}
        </div>
        <TextField label={t('reason')} hint={t('reason_hint')} value={reason} onText={setReason} maxLength={2000} />
    </FormDialog>
  )
}

const amount = (said: string): Amount => (/^\d+$/.test(said.trim()) ? Number(said) : said.trim())

const WORDS = ['all', 'n-1', 'majority', '50%'] as const

/** A count, a share or a word; the counts that can be are offered. */
function AmountField({ label, hint, value, most, onText }: { label: string; hint: string; value: string; most: number; onText: (value: string) => void }) {
  const counts = Array.from({ length: Math.min(most, 20) }, (_, at) => String(at + 1))
  const known = [...counts, ...WORDS]
  const options = known.includes(value) ? known : [...known, value]
  const [own, setOwn] = useState(false)
  if (own) return <TextField label={label} hint={t('amount_hint')} value={value} onText={onText} maxLength={20} autoFocus />
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <select {...ids} class="input" value={value} onChange={(event) => (event.currentTarget.value === '' ? setOwn(true) : onText(event.currentTarget.value))}>
          {options.map((one) => <option key={one} value={one}>{/^\d+$/.test(one) ? t('amount_count', { n: Number(one) }) : amountWords(one)}</option>)}
          <option value="">{t('amount_other')}</option>
        </select>
      )}
    </Field>
  )
}
