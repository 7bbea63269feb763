import type { Answer } from '../../api/client'
import { findingName } from '../../model/words'
import { number } from '../../texts'
import { Badge, CiLink, ciPath, LinkButton } from '../../ui'
import { t } from './words'

type OneJudged = Answer<'get', '/api/v1/quality/cis'>['items'][number]

/** A score of 100, by number and by colour; none for what is not judged. */
export function Score({ of, large }: { of: number | null; large?: boolean }) {
  if (of === null) return <span class="soft">—</span>
  const band = of >= 90 ? 'good' : of >= 70 ? 'fair' : of >= 50 ? 'poor' : 'bad'
  return <b class={`quality-number number ${band}${large ? ' is-large' : ''}`}>{number(Math.round(of * (large ? 10 : 1)) / (large ? 10 : 1))}</b>
}

/** A CI with what lowers its score, and where that is mended. */
export function Judged({ of }: { of: OneJudged }) {
  return (
    <article class="sheet quality-judged">
      <header class="row apart">
        <span class="row">
          <Score of={of.score} />
          <CiLink ci={of.ci} withClass />
          {of.team ? <Badge>{of.team === 'nobody' ? t('nobody') : of.team}</Badge> : null}
        </span>
        <LinkButton small href={`${ciPath(of.ci.id)}?tab=quality`}>{t('mend')}</LinkButton>
      </header>
      <ul class="quality-findings">
        {of.findings.map((one) => (
          <li key={one.kind + one.text}>
            <span class="quality-points number" title={t('points_about')}>−{one.cost}</span>
            <span>
              <b class="small">{findingName(one.kind)}</b> <span dir="auto">{one.text}</span>
              {one.cis.length > 0 ? <span class="row tight">{one.cis.slice(0, 5).map((ci) => <CiLink key={ci.id} ci={ci} withClass />)}</span> : null}
              {' '}<Mend kind={one.kind} ci={of.ci.id} />
            </span>
          </li>
        ))}
      </ul>
    </article>
  )
}

const ELSEWHERE: Record<string, (ci: string) => string> = {
  duplicate: () => '/duplicates',
  conflict: (ci) => `${ciPath(ci)}?tab=sources`,
  stale: () => '/sources?state=stale',
  gone: (ci) => `${ciPath(ci)}?tab=sources`,
  orphan: (ci) => `${ciPath(ci)}?tab=relations`,
  needs_retired: (ci) => `${ciPath(ci)}?tab=relations`,
  needs_not_operational: (ci) => `${ciPath(ci)}?tab=relations`,
  needs_non_production: (ci) => `${ciPath(ci)}?tab=relations`,
  forbidden_pair: (ci) => `${ciPath(ci)}?tab=relations`,
  two_parents: (ci) => `${ciPath(ci)}?tab=relations`,
  impossible_quorum: (ci) => `${ciPath(ci)}?tab=relations`,
  wants_below_needs: (ci) => `${ciPath(ci)}?tab=relations`,
  quorum_without_members: (ci) => `${ciPath(ci)}?tab=relations`,
}

function Mend({ kind, ci }: { kind: string; ci: string }) {
  const href = ELSEWHERE[kind]?.(ci)
  const key = `mend_${kind}`
  if (!href || !t.has(key)) return null
  return <a class="small quality-mend" href={href}>{t(key)}</a>
}
