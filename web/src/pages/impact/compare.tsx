import { useState } from 'preact/hooks'
import { ArrowLeftRight, GitCompareArrows } from 'lucide'
import { get, post, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { useQuery } from '../../query'
import { className, verb } from '../../model/words'
import { number } from '../../texts'
import { Badge, Button, CiLink, Empty, LinkButton, PageHead, ProblemView, Select, Skeleton, StateMark, Table, TextField, type Column } from '../../ui'
import { comparing, pair } from './comparing'
import { told } from './edits'
import { asking, asks, body, kept, named, remember, STATES, type Question } from './question'
import { t } from './words'
import './page.css'

type Contrast = Answer<'post', '/api/v1/impact/compare'>
type Difference = Contrast['changed'][number]
type Change = Contrast['changes'][number]

const MOST = 200
const KINDS = ['newly_hit', 'changed', 'no_longer_hit'] as const

/** Two answers side by side, and what made the difference. */
export default function Compare() {
  const [query, change] = useQuery()
  const [before, after] = pair(query)
  const ready = asks(before) && asks(after)
  const key = JSON.stringify([before, after])
  const found = useAnswer(
    ready ? (signal) => post('/api/v1/impact/compare', { params: { query: { limit: MOST } }, body: { before: body(before), after: body(after) }, signal }) : null,
    [key],
    { live: before.at === null || after.at === null },
  )
  const to = (one: Question, other: Question) => change(Object.fromEntries(new URLSearchParams(comparing(other, one).split('?')[1])), { push: true })
  const value = found.value
  return (
    <div class="impact stack">
      <PageHead
        title={value ? headline(value) : t('compare')}
        tab={t('compare')}
        under={value ? t('unchanged', { n: value.unchanged }) : t('compare_intro')}
        actions={ready ? <Button icon={ArrowLeftRight} onClick={() => to(after, before)}>{t('swap')}</Button> : undefined}
      />
      <div class="impact-two">
        <Side title={t('before')} question={before} counts={value?.before} onQuestion={(one) => to(one, after)} />
        <Side title={t('after')} question={after} counts={value?.after} onQuestion={(one) => to(before, one)} />
      </div>
      {found.problem ? (
        <ProblemView of={found.problem} again={found.again} />
      ) : value && ready ? (
        <Differences found={value} />
      ) : ready ? (
        <Skeleton lines={8} />
      ) : (
        <Empty icon={GitCompareArrows} title={t('compare_begin')} actions={<LinkButton href={asking(after)}>{t('nav')}</LinkButton>}>{t('compare_how')}</Empty>
      )}
    </div>
  )
}

function headline(found: Contrast): string {
  const said = KINDS.flatMap((kind) => (found.totals[kind] ? [t(`total_${kind}`, { n: found.totals[kind] ?? 0 })] : []))
  return said.length ? said.join(' · ') : t('no_difference')
}

interface SideProps {
  title: string
  question: Question
  counts: Contrast['before'] | undefined
  onQuestion: (question: Question) => void
}

/** One of the two questions: what it asks, how much it hits, and how to ask it otherwise. */
function Side({ title, question, counts, onQuestion }: SideProps) {
  const [at, setAt] = useState(question.at ?? '')
  const scenarios = useAnswer((signal) => get('/api/v1/scenarios', { signal }), [])
  const items = scenarios.value?.items ?? []
  const say = () => (at.trim() || null) !== question.at && onQuestion({ ...question, at: at.trim() || null })
  return (
    <section class="sheet stack tight impact-side" aria-label={title}>
      <div class="row apart">
        <h2>{title}</h2>
        <LinkButton small kind="quiet" href={asking(question)}>{t('open_answer')}</LinkButton>
      </div>
      <p dir="auto">{asked(question)}</p>
      {question.edits.length ? <ul class="small soft impact-lines">{question.edits.slice(0, 6).map((one, n) => <li key={n} dir="auto">{told(one)}</li>)}</ul> : null}
      {counts ? (
        <p class="row">
          {STATES.map((one) => <span key={one} class="row tight"><b class="number">{number(counts.counts[one] ?? 0)}</b> <StateMark of={one} /></span>)}
          <span class="soft small">{t('revision', { n: number(counts.revision) })}</span>
        </p>
      ) : null}
      <div class="impact-pair">
        <TextField
          label={t('as_of')}
          placeholder={t('as_of_now')}
          value={at}
          onText={setAt}
          onBlur={say}
          onKeyDown={(event) => event.key === 'Enter' && !event.isComposing && say()}
        />
        {items.length ? (
          <Select
            label={t('scenario')}
            value=""
            options={[['', t('choose_scenario')], ...items.map((one) => [one.name, one.name.slice(0, 80)] as const)]}
            onText={(name) => {
              const one = items.find((each) => each.name === name)
              if (one) onQuestion(kept(one.question))
            }}
          />
        ) : null}
      </div>
      {question.edits.length ? (
        <div><Button small kind="quiet" onClick={() => onQuestion({ ...question, edits: [] })}>{t('without_edits')}</Button></div>
      ) : null}
    </section>
  )
}

function asked(question: Question): string {
  const first = question.given.slice(0, 3).map((one) => named(one.ci).name.slice(0, 60))
  const more = question.given.length - first.length
  const names = more > 0 ? t('names_more', { names: first.join(', '), n: more }) : first.join(', ')
  return first.length ? t('if_fails', { n: question.given.length, names }) : t('as_is_now')
}

function Differences({ found }: { found: Contrast }) {
  remember(KINDS.flatMap((kind) => found[kind].map((one) => one.ci)))
  const columns: Column<Difference>[] = [
    { key: 'ci', title: t('col_ci'), cell: (one) => <CiLink ci={one.ci} withClass />, sort: (one) => one.ci.name },
    { key: 'before', title: t('before'), cell: (one) => (one.before ? <StateMark of={one.before} /> : <span class="soft">{t('not_there')}</span>), sort: (one) => rank(one.before) },
    { key: 'after', title: t('after'), cell: (one) => (one.after ? <StateMark of={one.after} /> : <span class="soft">{t('not_there')}</span>), sort: (one) => rank(one.after) },
    { key: 'team', title: t('col_team'), cell: (one) => <span dir="auto">{one.ci.support_team ?? '—'}</span>, sort: (one) => one.ci.support_team },
    { key: 'because', title: t('made_so'), cell: (one) => <Because of={one} changes={found.changes} /> },
  ]
  return (
    <div class="stack">
      {found.because_complete ? null : <p class="soft small">{t('because_cut')}</p>}
      {KINDS.map((kind) =>
        found.totals[kind] ? (
          <section key={kind} class="stack tight">
            <h2>{t(`total_${kind}`, { n: found.totals[kind] ?? 0 })}</h2>
            <Table caption={t(`total_${kind}`, { n: found.totals[kind] ?? 0 })} columns={columns} rows={found[kind]} rowKey={(one) => one.ci.id} />
            {(found.totals[kind] ?? 0) > found[kind].length ? <p class="soft small">{t('and_more', { n: (found.totals[kind] ?? 0) - found[kind].length })}</p> : null}
          </section>
        ) : null,
      )}
    </div>
  )
}

const rank = (state: string | null): number => ['down', 'degraded', 'at_risk', 'ok'].indexOf(state ?? 'ok')

/** Without which changes it would be as before: the first reason whole, how many others there are. */
function Because({ of, changes }: { of: Difference; changes: readonly Change[] }) {
  const first = of.because[0]
  if (!first) return <span class="soft">—</span>
  const more = of.because_count - 1
  return (
    <span class="stack tight">
      {first.map((at) => (changes[at] ? <span key={at} dir="auto" class="impact-because">{changed(changes[at])}</span> : null))}
      {more > 0 ? <Badge>{t('or_more', { n: more })}</Badge> : null}
    </span>
  )
}

/** A change of the graph or the question, in words. */
function changed(one: Change): string {
  const said = one as { kind: string; text: string; from?: { name: string }; to?: { name: string }; ci?: { name: string; class: string }; type?: string; group?: string; before: unknown; after: unknown }
  const { kind, before, after } = said
  if (kind === 'relation' && said.from && said.to && said.type) {
    const parts = { from: said.from.name.slice(0, 80), verb: verb(said.type), to: said.to.name.slice(0, 80) }
    return before === null ? t('change_added', parts) : after === null ? t('change_removed', parts) : t('change_relation', parts)
  }
  const ci = said.ci ? said.ci.name.slice(0, 80) : ''
  const values = { ci, before: word(before), after: word(after), group: said.group ?? '', class: className(said.ci?.class ?? '') }
  const key = `change_${kind}`
  return t.has(key) ? t(key, values) : said.text
}

function word(value: unknown): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'string') {
    const key = `value_${value}`
    return t.has(key) ? t(key) : value
  }
  if (typeof value === 'object') return Object.values(value).map(String).join(' / ')
  return String(value)
}
