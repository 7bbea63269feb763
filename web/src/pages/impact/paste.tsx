import { useState } from 'preact/hooks'
import { Check as CheckIcon, CircleHelp, TriangleAlert } from 'lucide'
import { post, Problem, type Answer } from '../../api/client'
import { className } from '../../model/words'
import { Badge, Button, Dialog, Icon, problemText, Select, stateName, TextArea } from '../../ui'
import { remember, STATES, type Given, type State } from './question'
import { t } from './words'

type Found = Answer<'post', '/api/v1/match'>
type Mention = Found['items'][number]

interface Props {
  at: string | null
  onClose: () => void
  onAdd: (given: Given[]) => void
}

/** A list, pasted: what matched, what did not, what is ambiguous; nothing is guessed. */
export function Paste({ at, onClose, onAdd }: Props) {
  const [text, setText] = useState('')
  const [state, setState] = useState<State>('down')
  const [found, setFound] = useState<Found>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [picked, setPicked] = useState<Record<number, string>>({})

  const match = async () => {
    setBusy(true)
    try {
      const answer = await post('/api/v1/match', { body: { text, ...(at ? { at } : {}) } })
      remember(answer.items.flatMap((one) => one.cis))
      setFound(answer)
      setPicked({})
      setProblem(undefined)
    } catch (reason) {
      if (reason instanceof Problem) setProblem(reason)
    } finally {
      setBusy(false)
    }
  }
  const given = found ? chosen(found.items, picked, state) : []
  const open = found ? found.items.flatMap((one, n) => (one.outcome === 'matched' ? [] : [[one, n] as const])) : []
  return (
    <Dialog
      wide
      title={t('paste_title')}
      onClose={onClose}
      actions={
        found ? (
          <>
            <Button onClick={() => setFound(undefined)}>{t('paste_back')}</Button>
            <Button kind="first" disabled={given.length === 0} onClick={() => onAdd(given)}>{t('paste_add', { n: given.length })}</Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('cancel')}</Button>
            <Button kind="first" busy={busy} disabled={!text.trim()} onClick={match}>{t('paste_match')}</Button>
          </>
        )
      }
    >
      {found ? (
        <div class="stack">
          <ul class="row impact-outcomes">
            <li><Badge tone="ok">{t('matched', { n: found.counts.matched ?? 0 })}</Badge></li>
            {found.counts.ambiguous ? <li><Badge tone="degraded">{t('ambiguous', { n: found.counts.ambiguous })}</Badge></li> : null}
            {found.counts.unknown ? <li><Badge tone="down">{t('unknown', { n: found.counts.unknown })}</Badge></li> : null}
            {found.counts.out_of_operation ? <li><Badge>{t('idle', { n: found.counts.out_of_operation })}</Badge></li> : null}
            {found.counts.repeats ? <li><Badge>{t('repeats', { n: found.counts.repeats })}</Badge></li> : null}
          </ul>
          {open.length ? (
            <ul class="impact-open">
              {open.slice(0, 200).map(([one, n]) => (
                <Open key={n} mention={one} picked={picked[n]} pick={(id) => setPicked({ ...picked, [n]: id })} />
              ))}
            </ul>
          ) : null}
          <details open={open.length === 0}>
            <summary>{t('matched_list', { n: found.counts.matched ?? 0 })}</summary>
            <ul class="impact-matched">
              {found.items.filter((one) => one.outcome === 'matched').slice(0, 500).map((one, n) => (
                <li key={n}>
                  <Icon of={CheckIcon} size={14} />
                  <bdi class="clip">{one.text}</bdi>
                  <span class="soft small clip">{one.repeats ? t('repeated') : `${one.cis[0]?.name === one.text ? '' : `${one.cis[0]?.name} · `}${className(one.cis[0]?.class ?? '')}`}</span>
                </li>
              ))}
            </ul>
          </details>
          <Select label={t('paste_state')} value={state} options={STATES.map((one) => [one, stateName(one)] as const)} onText={(one) => setState(one as State)} />
        </div>
      ) : (
        <div class="stack">
          <TextArea label={t('paste_label')} hint={t('paste_hint')} rows={12} value={text} onText={setText} />
          {problem ? <p class="field-error" role="alert">{problemText(problem)}</p> : null}
        </div>
      )}
    </Dialog>
  )
}

/** An entry that a person must decide: of several the one, of an unknown perhaps one that is nearly so named. */
function Open({ mention, picked, pick }: { mention: Mention; picked: string | undefined; pick: (id: string) => void }) {
  const known = mention.outcome === 'ambiguous'
  const idle = mention.outcome === 'out_of_operation'
  const said = idle ? t('fault_idle') : known ? t('which') : mention.cis.length ? t('perhaps') : t('fault_unknown')
  const options = mention.cis.map((ci) => [ci.id, [ci.name, className(ci.class), ci.environment ?? ''].filter(Boolean).join(' · ')] as const)
  return (
    <li>
      <Icon of={known ? CircleHelp : TriangleAlert} size={14} />
      <span class="impact-open-text">
        <bdi class="clip">{mention.text}</bdi>
        <span class="soft small">{mention.place} · {said}</span>
      </span>
      {idle || options.length === 0 ? null : (
        <Select label={t('choose_for', { text: mention.text.slice(0, 80) })} bare value={picked ?? ''} options={[['', t('leave')], ...options]} onText={pick} />
      )}
    </li>
  )
}

function chosen(items: readonly Mention[], picked: Record<number, string>, state: State): Given[] {
  const found = new Map<string, Given>()
  items.forEach((one, n) => {
    const ci = one.outcome === 'matched' ? one.cis[0]?.id : picked[n]
    if (ci && !found.has(ci)) found.set(ci, { ci, state: (one.state as State | null) ?? state })
  })
  return [...found.values()]
}
