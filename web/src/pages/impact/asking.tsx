import { useEffect, useState } from 'preact/hooks'
import { ClipboardList, X } from 'lucide'
import { Problem, post } from '../../api/client'
import { Badge, Button, CiLink, CiPicker, IconButton, Segments, Select, TextField } from '../../ui'
import { className } from '../../model/words'
import { stateName } from '../../ui'
import { Edits } from './edits'
import { Paste } from './paste'
import { named, remember, STATES, type Given, type Question, type State } from './question'
import { Scenarios } from './scenarios'
import { t } from './words'

const DURATIONS = ['PT15M', 'PT1H', 'PT4H', 'PT8H', 'P1D', 'P3D'] as const
const SHOWN = 50

interface Props {
  question: Question
  problem: Problem | undefined
  ask: (question: Question) => void
}

/** The question: what fails and how, what else holds, for how long, as of when, and what is only supposed. */
export function Asking({ question, problem, ask }: Props) {
  const [pasting, setPasting] = useState(false)
  const [all, setAll] = useState(false)
  const faults = useFaults(question, problem)
  const add = (more: Given[]) => {
    const there = new Set(question.given.map((one) => one.ci))
    ask({ ...question, given: [...question.given, ...more.filter((one) => !there.has(one.ci))] })
  }
  const shown = all ? question.given : question.given.slice(0, SHOWN)
  const states = STATES.map((one) => [one, stateName(one)] as const)
  return (
    <div class="stack impact-question">
      <div class="stack tight">
        <h2>{t('fails')}</h2>
        <CiPicker
          label={t('add')}
          bare
          placeholder={t('add_placeholder')}
          onPick={(ci) => {
            remember([ci])
            add([{ ci: ci.id, state: 'down' }])
          }}
        />
        {shown.length ? (
          <ul class="impact-given">
            {shown.map((one) => {
              const fault = faults.get(one.ci)
              return (
                <li key={one.ci} class={fault ? 'has-fault' : undefined}>
                  <span class="impact-given-name">
                    <CiLink ci={named(one.ci)} />
                    <span class="soft small">{fault ? <Badge tone="down">{t(fault)}</Badge> : className(named(one.ci).class ?? '')}</span>
                  </span>
                  <Select
                    label={t('state_of', { name: named(one.ci).name.slice(0, 80) })}
                    bare
                    value={one.state}
                    options={states}
                    onText={(state) => ask({ ...question, given: question.given.map((each) => (each === one ? { ...one, state: state as State } : each)) })}
                  />
                  <IconButton
                    small
                    icon={X}
                    label={t('leave_out', { name: named(one.ci).name.slice(0, 80) })}
                    onClick={() => ask({ ...question, given: question.given.filter((each) => each !== one) })}
                  />
                </li>
              )
            })}
          </ul>
        ) : null}
        {question.given.length > shown.length ? (
          <Button kind="quiet" small onClick={() => setAll(true)}>{t('more_given', { n: question.given.length - shown.length })}</Button>
        ) : null}
        <div class="row">
          <Button small icon={ClipboardList} onClick={() => setPasting(true)}>{t('paste')}</Button>
          {faults.size ? (
            <Button small onClick={() => ask({ ...question, given: question.given.filter((one) => !faults.has(one.ci)) })}>{t('without_faults', { n: faults.size })}</Button>
          ) : question.given.length > 1 ? (
            <Button small kind="quiet" onClick={() => ask({ ...question, given: [] })}>{t('clear')}</Button>
          ) : null}
        </div>
      </div>
      <div class="field">
        <span class="impact-label" aria-hidden="true">{t('baseline')}</span>
        <Segments
          label={t('baseline')}
          value={question.baseline}
          options={[
            ['clean', t('baseline_clean')],
            ['current', t('baseline_current')],
          ]}
          onText={(baseline) => ask({ ...question, baseline: baseline as Question['baseline'] })}
        />
      </div>
      <div class="impact-pair">
        <Select
          label={t('lasts')}
          value={question.duration ?? ''}
          options={[['', t('lasts_for_good')], ...durations(question.duration).map((one) => [one, t.has(`lasts_${one}`) ? t(`lasts_${one}` as 'lasts_PT1H') : one] as const)]}
          onText={(duration) => ask({ ...question, duration: duration || null })}
        />
        <Moment value={question.at} onText={(at) => ask({ ...question, at })} />
      </div>
      <Edits question={question} ask={ask} />
      <Scenarios question={question} ask={ask} />
      {pasting ? (
        <Paste
          at={question.at}
          onClose={() => setPasting(false)}
          onAdd={(given) => {
            setPasting(false)
            add(given)
          }}
        />
      ) : null}
    </div>
  )
}

const durations = (said: string | null): string[] => [...new Set([...DURATIONS, ...(said ? [said] : [])])]

/** As of when: a revision, a time, a baseline; empty is now. It asks when one leaves the field or presses Enter. */
function Moment({ value, onText }: { value: string | null; onText: (at: string | null) => void }) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  const say = () => (text.trim() || null) !== value && onText(text.trim() || null)
  return (
    <TextField
      label={t('as_of')}
      placeholder={t('as_of_now')}
      value={text}
      onText={setText}
      onBlur={say}
      onKeyDown={(event) => event.key === 'Enter' && !event.isComposing && say()}
    />
  )
}

type Fault = 'fault_unknown' | 'fault_ambiguous' | 'fault_idle'
const FAULTS: Record<string, Fault> = { unknown: 'fault_unknown', ambiguous: 'fault_ambiguous', out_of_operation: 'fault_idle' }

/** Which of the CIs made the question fail: gone, ambiguous, not in operation. */
function useFaults(question: Question, problem: Problem | undefined): Map<string, Fault> {
  const [faults, setFaults] = useState(new Map<string, Fault>())
  useEffect(() => {
    setFaults(new Map())
    if (!problem || (problem.status !== 404 && problem.status !== 422) || question.given.length === 0) return
    const text = question.given.map((one) => one.ci).join('\n')
    post('/api/v1/match', { body: { text, ...(question.at ? { at: question.at } : {}) } }).then(
      (found) => setFaults(new Map(found.items.flatMap((one) => (FAULTS[one.outcome] ? [[one.text, FAULTS[one.outcome] as Fault]] : [])))),
      () => undefined, // the problem itself is shown
    )
  }, [problem])
  return faults
}
