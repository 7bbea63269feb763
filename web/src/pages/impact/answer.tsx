import { useState } from 'preact/hooks'
import { ChevronDown, ChevronRight, CircleAlert, Search, ShieldOff } from 'lucide'
import { type Answer } from '../../api/client'
import { useQuery } from '../../query'
import { className, valueName } from '../../model/words'
import { number } from '../../texts'
import { Badge, Button, CiPicker, Dialog, Icon, PageHead, Segments, StateMark, stateName, Tabs, TextField, When } from '../../ui'
import { HitList, HitTable, type Wanted } from './hits'
import { Nothing } from './nothing'
import { Picture } from './picture'
import { remember, STATES, type Question, type State } from './question'
import { Sentences } from './sentences'
import { Taking } from './taking'
import { t } from './words'
import { Why } from './why'

export type Overview = Answer<'post', '/api/v1/impact/overview'>
type Tally = Overview['groups'][string][number]

interface Props {
  question: Question
  answer: Overview
  /** True while a newer one is on its way. */
  stale: boolean
  ask: (question: Question) => void
}

/** The answer: the headline first, then the services, then all else in groups. */
export function AnswerView({ question, answer, stale, ask }: Props) {
  const [query, change] = useQuery()
  const [finding, setFinding] = useState(false)
  const view = query.view ?? 'services'
  const why = (ci: string | null) => change({ why: ci })
  const all = Object.values(answer.counts).reduce((sum, n) => sum + n, 0)
  const nothing = answer.given_count >= all && answer.redundancy_lost.total === 0
  const tabs = [
    { key: 'services', text: t('tab_services'), count: answer.services.total },
    { key: 'all', text: t('tab_all'), count: all },
    { key: 'lost', text: t('tab_lost'), count: answer.redundancy_lost.total },
    { key: 'said', text: t('tab_said') },
    { key: 'map', text: t('tab_map') },
  ]
  const said = sentence(answer.sentences.summary)
  return (
    <div class={stale ? 'stack is-stale' : 'stack'}>
      <PageHead title={said} over={<Asked answer={answer} />} tab={said} />
      <Figures answer={answer} />
      <div class="row impact-tools">
        <Taking question={question} revision={answer.revision} />
        <Button icon={Search} onClick={() => setFinding(true)}>{t('why_any')}</Button>
      </div>
      <Honest answer={answer} />
      {answer.compared ? <Compared answer={answer} why={why} /> : null}
      {nothing ? <Nothing question={question} answer={answer} /> : null}
      <Tabs label={t('views')} tabs={tabs} value={view} onText={(key) => change({ view: key === 'services' ? null : key })}>
        {view === 'all' ? (
          <All question={question} answer={answer} why={why} />
        ) : view === 'lost' ? (
          <LostList question={question} answer={answer} why={why} />
        ) : view === 'map' ? (
          <Picture question={question} why={why} />
        ) : view === 'said' ? (
          <Sentences question={question} why={why} />
        ) : (
          <Services question={question} answer={answer} why={why} />
        )}
      </Tabs>
      {query.why ? <Why question={question} ci={query.why} ask={ask} onClose={() => why(null)} onWhy={why} /> : null}
      {finding ? (
        <Dialog title={t('why_any')} onClose={() => setFinding(false)}>
          <p class="soft">{t('why_any_how')}</p>
          <CiPicker
            label={t('which_ci')}
            autoFocus
            onPick={(ci) => {
              remember([ci])
              setFinding(false)
              why(ci.id)
            }}
          />
        </Dialog>
      ) : null}
    </div>
  )
}

const sentence = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

/** What was asked, and of when. */
function Asked({ answer }: { answer: Overview }) {
  const first = answer.given.slice(0, 3).map((one) => one.ci.name.slice(0, 60))
  const more = answer.given_count - first.length
  const names = more > 0 ? t('names_more', { names: first.join(', '), n: more }) : first.join(', ')
  return (
    <span dir="auto">
      {first.length ? t('if_fails', { n: answer.given_count, names }) : t('as_is_now')} · {t('revision', { n: number(answer.revision) })}
      {answer.at ? <> · <When at={answer.at} /></> : null}
    </span>
  )
}

/** How many services and other CIs are in each state, beside what is given. */
function Figures({ answer }: { answer: Overview }) {
  const { services, others } = answer.headline
  return (
    <div class="impact-strip sheet">
      {figures(t('services'), services as Record<string, number>)}
      {figures(t('others'), others as Record<string, number>)}
      <div class="impact-figures">
        <span class="soft small">{t('redundancy')}</span>
        <span class={answer.redundancy_lost.total ? 'impact-figure at-risk' : 'impact-figure is-none'}>
          <b class="number">{number(answer.redundancy_lost.total)}</b> <span>{t('lost_places', { n: answer.redundancy_lost.total })}</span>
        </span>
      </div>
    </div>
  )
}

/** What the answer assumes, and what is doubtful behind it: said, not hidden. */
function Honest({ answer }: { answer: Overview }) {
  const { doubts, notes, recoverable, complete } = answer
  const assumed = doubts.kinds.default_quorum ?? 0
  if (complete && notes.length === 0 && doubts.total === 0 && recoverable.total === 0) return null
  return (
    <div class="impact-honest stack tight">
      {complete ? null : <p class="field-error">{t('incomplete')}</p>}
      {notes.map((one) => <p key={one} class="small" dir="auto">{one}</p>)}
      {recoverable.total ? (
        <details>
          <summary>{t('recoverable', { n: recoverable.total })}</summary>
          <ul>{recoverable.said.map((one) => <li key={one} class="small" dir="auto">{one}</li>)}</ul>
        </details>
      ) : null}
      {doubts.total ? (
        <details>
          <summary><Icon of={CircleAlert} size={14} /> {assumed ? t('assumed', { n: assumed }) : null} {doubts.total - assumed > 0 ? t('doubts', { n: doubts.total - assumed }) : null}</summary>
          <ul>
            {doubts.said.map((one) => <li key={one} class="small" dir="auto">{one}</li>)}
            {doubts.total > doubts.said.length ? <li class="small soft">{t('and_more', { n: doubts.total - doubts.said.length })}</li> : null}
          </ul>
        </details>
      ) : null}
    </div>
  )
}

/** What the hypothesis makes different. */
function Compared({ answer, why }: { answer: Overview; why: (ci: string) => void }) {
  const found = answer.compared
  if (!found) return null
  const kinds = ['no_longer_hit', 'better', 'worse', 'newly_hit'] as const
  const some = kinds.filter((kind) => found.counts[kind])
  return (
    <section class="sheet stack tight impact-compared" aria-label={t('compared')}>
      <h2>{t('compared')}</h2>
      {some.length === 0 ? <p class="soft">{t('compared_nothing')}</p> : null}
      {some.map((kind) => (
        <details key={kind} open={(found.counts[kind] ?? 0) <= 8}>
          <summary>{t(`compared_${kind}`, { n: found.counts[kind] ?? 0 })}</summary>
          <ul class="impact-changes">
            {found[kind].map((one) => (
              <li key={one.ci.id}>
                <button type="button" class="impact-link clip" dir="auto" onClick={() => why(one.ci.id)}>{one.ci.name}</button>
                <span class="soft small">{className(one.ci.class)}</span>
                <span class="row tight">{one.before ? <StateMark of={one.before} /> : '—'} → {one.after ? <StateMark of={one.after} /> : '—'}</span>
              </li>
            ))}
            {(found.counts[kind] ?? 0) > found[kind].length ? <li class="small soft">{t('and_more', { n: (found.counts[kind] ?? 0) - found[kind].length })}</li> : null}
          </ul>
        </details>
      ))}
    </section>
  )
}

interface Part {
  question: Question
  answer: Overview
  why: (ci: string) => void
}

function Services({ question, answer, why }: Part) {
  const { services } = answer
  if (services.total === 0) return <p class="soft impact-none">{t('no_services')}</p>
  if (services.total > services.items.length) return <HitList question={question} wanted={{ services: true }} caption={t('tab_services')} onWhy={why} />
  return <HitTable hits={services} caption={t('tab_services')} onWhy={why} />
}

const GROUPS = ['class', 'support_team', 'environment'] as const
type Group = (typeof GROUPS)[number]
const FIELD: Record<Group, 'classes' | 'support_teams' | 'environments'> = { class: 'classes', support_team: 'support_teams', environment: 'environments' }

/** All that is hit: in groups with counts that open when asked for, or as one list to filter. */
function All({ question, answer, why }: Part) {
  const [query, change] = useQuery()
  const by = (query.by ?? 'class') as Group | 'none'
  const state = (query.state ?? '') as State | ''
  const [text, setText] = useState('')
  const states: Wanted = state ? { states: [state] } : {}
  const searched = text.trim()
  return (
    <div class="stack">
      <div class="row impact-filters">
        <Segments
          label={t('group_by')}
          value={by}
          options={[...GROUPS.map((one) => [one, t(`by_${one}`)] as const), ['none', t('by_none')]]}
          onText={(one) => change({ by: one === 'class' ? null : one })}
        />
        <Segments
          label={t('only_state')}
          value={state}
          options={[['', t('any_state')], ...STATES.map((one) => [one, stateName(one)] as const)]}
          onText={(one) => change({ state: one })}
        />
        <TextField label={t('name_holds')} type="search" value={text} onText={setText} />
      </div>
      {by === 'none' || searched ? (
        <HitList question={question} wanted={{ ...states, ...(searched ? { text: searched } : {}) }} caption={t('tab_all')} onWhy={why} />
      ) : (
        <Groups question={question} answer={answer} by={by as Group} state={state} why={why} />
      )}
    </div>
  )
}

function Groups({ question, answer, by, state, why }: Part & { by: Group; state: State | '' }) {
  const listed = (answer.groups[by] ?? []).filter((one) => !state || one[state] > 0)
  const serving = answer.service_counts as Record<string, number>
  const services = state ? (serving[state] ?? 0) : answer.services.total
  const tally = { value: null, total: answer.services.total, down: serving.down ?? 0, degraded: serving.degraded ?? 0, at_risk: serving.at_risk ?? 0 }
  const states: Wanted = state ? { states: [state] } : {}
  if (!listed.length && !services) return <p class="soft impact-none">{t('none_so')}</p>
  return (
    <div class="impact-groups">
      {services ? (
        <Fold title={t('services')} tally={tally}>
          <HitList question={question} wanted={{ ...states, services: true }} caption={t('services')} onWhy={why} />
        </Fold>
      ) : null}
      {listed.map((one) => (
        <Fold key={`${by} ${one.value ?? ''}`} title={groupName(by, one.value ?? null)} tally={one}>
          <HitList question={question} wanted={{ ...states, services: false, [FIELD[by]]: [one.value ?? null] }} caption={groupName(by, one.value ?? null)} onWhy={why} />
        </Fold>
      ))}
    </div>
  )
}

function groupName(by: Group, value: string | null): string {
  if (value === null) return t(`without_${by}`)
  if (by === 'class') return className(value)
  return by === 'environment' ? valueName('environment', value) : value
}

/** A group with its counts; what is in it is asked for when it is opened. */
function Fold({ title, tally, children }: { title: string; tally: Tally; children: preact.ComponentChildren }) {
  const [open, setOpen] = useState(false)
  return (
    <section class="impact-group">
      <button type="button" class="impact-group-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon of={open ? ChevronDown : ChevronRight} />
        <span class="clip" dir="auto">{title}</span>
        <span class="number soft">{number(tally.total)}</span>
        <span class="row tight impact-group-counts">
          {STATES.map((one) => (tally[one] ? <Badge key={one} tone={one === 'at_risk' ? 'at-risk' : one}>{`${number(tally[one])} ${stateName(one)}`}</Badge> : null))}
        </span>
      </button>
      {open ? <div class="impact-group-body">{children}</div> : null}
    </section>
  )
}

/** Where redundancy is lost, and what stands on it: a list of its own, as nothing is down there yet. */
function LostList({ question, answer, why }: Part) {
  const { total, items, said } = answer.redundancy_lost
  if (total === 0) return <p class="soft impact-none">{t('nothing_lost')}</p>
  return (
    <div class="impact-groups">
      {items.map((one, at) => (
        <Lost key={one.ci.id} text={said[at] ?? one.text} standing={one.standing_on_it} onWhy={() => why(one.ci.id)}>
          <HitList question={question} wanted={{ origin: one.ci.id }} caption={t('standing_on', { name: one.ci.name.slice(0, 80) })} onWhy={why} />
        </Lost>
      ))}
      {total > items.length ? <p class="soft small">{t('and_more', { n: total - items.length })}</p> : null}
    </div>
  )
}

function Lost({ text, standing, onWhy, children }: { text: string; standing: number; onWhy: () => void; children: preact.ComponentChildren }) {
  const [open, setOpen] = useState(false)
  return (
    <section class="impact-group">
      <div class="impact-lost">
        <Icon of={ShieldOff} />
        <span dir="auto">{text}</span>
        <span class="row tight">
          <Button small kind="quiet" onClick={onWhy}>{t('why')}</Button>
          {standing ? <Button small kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>{t('who_stands', { n: standing })}</Button> : null}
        </span>
      </div>
      {open ? <div class="impact-group-body">{children}</div> : null}
    </section>
  )
}

function figures(title: string, counts: Record<string, number>) {
  return (
    <div class="impact-figures">
      <span class="soft small">{title}</span>
      {STATES.map((one) => (
        <span key={one} class={counts[one] ? `impact-figure ${one.replace('_', '-')}` : 'impact-figure is-none'}>
          <b class="number">{number(counts[one] ?? 0)}</b> <span>{stateName(one)}</span>
        </span>
      ))}
    </div>
  )
}
