import { useState } from 'preact/hooks'
import { Plus } from 'lucide'
import { post, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { verb } from '../../model/words'
import { percent } from '../../texts'
import { Badge, Button, CiLink, Drawer, LinkButton, ProblemView, Skeleton, StateMark, When, ciPath } from '../../ui'
import { HitList } from './hits'
import { body, named, remember, type Question } from './question'
import { t } from './words'

type Proof = Answer<'post', '/api/v1/impact/why'>
type Step = Proof['steps'][number]
type Link = Step['relations'][number]

interface Props {
  question: Question
  ci: string
  ask: (question: Question) => void
  onClose: () => void
  onWhy: (ci: string) => void
}

/** Why a CI is in its state, step by step with what each stands on; or why it is not hit. */
export function Why({ question, ci, ask, onClose, onWhy }: Props) {
  const found = useAnswer(
    (signal) => post('/api/v1/impact/why', { body: { ...body(question), ci }, signal }),
    [JSON.stringify(question), ci],
    { live: question.at === null, keep: false },
  )
  const proof = found.value
  if (proof) remember([proof.ci, ...proof.steps.map((one) => one.ci)])
  const given = question.given.some((one) => one.ci === proof?.ci.id)
  return (
    <Drawer
      wide
      title={proof ? (proof.impacted ? t('why_title') : t('why_not_title')) : t('why')}
      onClose={onClose}
      actions={
        proof ? (
          <>
            <LinkButton small href={ciPath(proof.ci.id)}>{t('open_ci')}</LinkButton>
            {given ? null : (
              <Button small icon={Plus} onClick={() => ask({ ...question, given: [...question.given, { ci: proof.ci.id, state: 'down' }] })}>{t('fails_too')}</Button>
            )}
          </>
        ) : undefined
      }
    >
      {found.problem ? <ProblemView of={found.problem} again={found.again} /> : proof ? <Body proof={proof} question={question} onWhy={onWhy} /> : <Skeleton lines={6} />}
    </Drawer>
  )
}

function Body({ proof, question, onWhy }: { proof: Proof; question: Question; onWhy: (ci: string) => void }) {
  const said = proof.sentences
  return (
    <div class="stack impact-proof">
      <div class="row">
        <StateMark of={proof.impacted ? proof.state : 'ok'} />
        <CiLink ci={proof.ci} withClass />
      </div>
      <p dir="auto"><strong>{said?.headline}</strong></p>
      {proof.impacted ? (
        <>
          <h3>{t('because')}</h3>
          <ol class="impact-steps">
            {proof.steps.map((step, at) => (
              <StepLine key={step.ci.id} step={step} text={said?.steps[at]?.text ?? step.need?.text ?? ''} onWhy={onWhy} />
            ))}
          </ol>
          {proof.steps_count > proof.steps.length ? <p class="soft small">{t('and_more', { n: proof.steps_count - proof.steps.length })}</p> : null}
          <Lines title={t('causes')} lines={said?.causes ?? []} />
          <Lines title={t('trust')} lines={said?.trust ?? []} />
          <Lines title={t('recovery')} lines={said?.recoverable ?? []} />
          <Beneath proof={proof} question={question} onWhy={onWhy} />
        </>
      ) : (
        <Lines title={t('held')} lines={(said?.steps ?? []).map((one) => one.text)} />
      )}
    </div>
  )
}

const DEEPEST = 6

function StepLine({ step, text, onWhy }: { step: Step; text: string; onWhy: (ci: string) => void }) {
  return (
    <li style={{ '--level': String(Math.min(step.level, DEEPEST)) }}>
      <StateMark bare of={step.state} />
      <div class="stack tight">
        <span dir="auto">
          {step.level > 0 ? <button type="button" class="impact-link" dir="auto" onClick={() => onWhy(step.ci.id)}>{text}</button> : text}
        </span>
        {step.relations.slice(0, 6).map((one) => <Relation key={`${one.from} ${one.type} ${one.to}`} link={one} />)}
      </div>
    </li>
  )
}

/** A relation that a step stands on, and where it comes from. */
function Relation({ link }: { link: Link }) {
  const { trust } = link
  return (
    <span class="soft small impact-relation">
      <span class="clip" dir="auto">{verb(link.type)} {named(link.to).name.slice(0, 60)}</span>
      {trust ? (
        <>
          <span>{origin(trust.origin)}{trust.sources.length ? ` · ${trust.sources.join(', ')}` : trust.written_by ? ` · ${trust.written_by}` : ''}</span>
          {trust.last_seen ? <span>{t('last_seen')} <When at={trust.last_seen} /></span> : null}
          <span title={t('trust')}>{percent(trust.score)}</span>
          {trust.stale ? <Badge tone="degraded">{t('stale')}</Badge> : null}
        </>
      ) : (
        <span>{t('supposed_only')}</span>
      )}
      {link.necessary === false ? <span>{t('not_necessary')}</span> : null}
    </span>
  )
}

function origin(name: string): string {
  const key = `origin_${name}`
  return t.has(key) ? t(key) : name
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (!lines.length) return null
  return (
    <div class="stack tight">
      <h3>{title}</h3>
      <ul class="impact-lines">{lines.map((one) => <li key={one} dir="auto">{one}</li>)}</ul>
    </div>
  )
}

/** All that is hit of what it stands on; asked for when it is opened. */
function Beneath({ proof, question, onWhy }: { proof: Proof; question: Question; onWhy: (ci: string) => void }) {
  const [open, setOpen] = useState(false)
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('beneath')}</summary>
      {open ? <HitList question={question} wanted={{ beneath: proof.ci.id }} caption={t('beneath')} onWhy={onWhy} /> : null}
    </details>
  )
}
