import { CircleCheck } from 'lucide'
import type { ComponentChildren } from 'preact'
import { attributeName } from '../../model/words'
import { same } from '../../model/values'
import { Button, CiLink, Empty, LinkButton } from '../../ui'
import type { Seen } from './seen'
import type { Finding } from './types'
import { t } from './words'
import { flat } from './writing'

const FIELD: Record<string, string> = {
  nobody_answers: 'owner',
  missing_owner: 'owner',
  missing_support_team: 'support_team',
  missing_criticality: 'criticality',
  missing_environment: 'environment',
}
const RELATIONS = new Set(['forbidden_pair', 'impossible_quorum', 'wants_below_needs', 'quorum_without_members', 'needs_retired', 'needs_not_operational', 'two_parents'])

/** How well the CI is known, what lowers that, and what to do about each. */
export function Quality(seen: Seen) {
  const { details } = seen
  const { score, findings } = details.quality
  if (score === null) return <Empty title={t('not_judged')}>{t('not_judged_text')}</Empty>
  return (
    <div class="stack">
      <p class="cis-score">
        <strong class="number">{score}</strong> <span class="soft">{t('of_100')}</span>
      </p>
      {findings.length === 0 ? (
        <Empty icon={CircleCheck} title={t('quality_whole')}>{t('quality_whole_text')}</Empty>
      ) : (
        <ul class="cis-findings">
          {findings.map((one, at) => (
            <li key={at} class="sheet">
              <div>
                <h3>{told(`finding_${one.kind}`, one.text)}</h3>
                <p class="soft">{told(`mend_${one.kind}`, one.remedy)}</p>
                {one.kind.startsWith('missing_') ? null : <p class="small soft" lang="en" dir="auto">{one.text}</p>}
                {one.cis.length ? <p class="row small">{one.cis.map((ci) => <CiLink key={ci.id} ci={ci} withClass />)}</p> : null}
              </div>
              <span class="cis-cost number small" title={t('cost_title')}>−{one.cost}</span>
              <div>{act(one, seen)}</div>
            </li>
          ))}
        </ul>
      )}
      <Missing {...seen} />
    </div>
  )
}

const told = (key: string, otherwise: string): string => (t.has(key) ? t(key) : otherwise)

function act(one: Finding, { details, edit, relate }: Seen): ComponentChildren {
  const field = FIELD[one.kind]
  const ci = details.ci.id
  if (field || one.kind === 'missing_attribute' || one.kind === 'missing_required') {
    return edit ? <Button small onClick={() => edit(field)}>{t('fill_in')}</Button> : null
  }
  if (one.kind === 'orphan') return relate ? <Button small onClick={relate}>{t('relate')}</Button> : null
  if (RELATIONS.has(one.kind)) return <LinkButton small href={`/cis/${ci}?tab=relations`}>{t('to_relations')}</LinkButton>
  if (one.kind === 'duplicate') return <LinkButton small href="/duplicates">{t('to_duplicates')}</LinkButton>
  if (one.kind === 'unverified' || one.kind === 'needs_non_production') return edit ? <Button small onClick={() => edit()}>{t('edit')}</Button> : null
  return <LinkButton small href={`/cis/${ci}?tab=sources`}>{t('to_sources')}</LinkButton>
}

/** What its class recommends and nobody has said. */
function Missing({ details, of, edit }: Seen) {
  const facts = flat(details.ci)
  const missing = of?.attributes.filter((one) => (one.recommended || one.required) && same(facts[one.name], null)) ?? []
  if (missing.length === 0 || !edit) return null
  return (
    <section class="sheet stack tight" aria-labelledby="cis-missing">
      <h2 id="cis-missing">{t('unknown')}</h2>
      <p class="row">
        {missing.map((one) => <Button key={one.name} small onClick={() => edit(one.name)}>+ {attributeName(one.name)}</Button>)}
      </p>
    </section>
  )
}
