import type { ComponentChildren } from 'preact'
import { CalendarClock, CircleCheck, CopyCheck, Hourglass, Import, ListTodo, UserRoundX, type IconNode } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { findingName } from '../../model/words'
import { number } from '../../texts'
import { Icon, Progress } from '../../ui'
import type { Overview } from './shapes'
import { t } from './words'

/** A larger estate takes too long to judge for a page that is looked at often. */
const JUDGED_UP_TO = 20_000

/** What waits for a person, most pressing first. */
export function Deciding({ overview }: { overview: Overview }) {
  const { waiting, counts, runs } = overview
  const name = overview.team?.name
  const small = counts.cis <= JUDGED_UP_TO
  const asked = useAnswer(
    small ? (signal) => get('/api/v1/quality', { params: { query: { worst: 0, team: name } }, signal }) : null,
    [small, name, overview.revision],
    { live: false },
  )
  const ends = useAnswer(
    small ? (signal) => get('/api/v1/expiring', { params: { query: { within: 'P30D', limit: 1 } }, signal }) : null,
    [small, overview.revision],
    { live: false },
  )
  const worst = asked.value?.lowered_by[0]
  const found = asked.value?.lowered_by.reduce((sum, one) => sum + one.count, 0) ?? 0
  const nothing = waiting.vetoes + waiting.duplicates + waiting.retirements === 0
  return (
    <section class="sheet home-deciding" aria-labelledby="home-deciding">
      <h2 id="home-deciding">{t('deciding')}</h2>
      {runs.map((run) => (
        <Progress key={run.id} label={t('importing', { source: run.source })} done={run.written ?? 0} total={run.total ?? 0} />
      ))}
      <ul class="home-decisions">
        {nothing ? <li class="home-calm"><Icon of={CircleCheck} /> {t('nothing_waits')}</li> : null}
        <Decision icon={Import} count={waiting.vetoes} href="/runs?status=vetoed" tone="down">{t('vetoes', { n: waiting.vetoes })}</Decision>
        <Decision icon={CopyCheck} count={waiting.duplicates} href="/duplicates" tone="degraded">{t('duplicates', { n: waiting.duplicates })}</Decision>
        <Decision icon={Hourglass} count={waiting.retirements} href="/duplicates?list=retirements" tone="degraded">{t('retirements', { n: waiting.retirements })}</Decision>
        <Decision icon={CalendarClock} count={ends.value?.total ?? 0} href="/services?view=ending&within=P30D" tone="degraded">
          {t('ending', { n: ends.value?.total ?? 0, ended: ends.value?.ended ?? 0 })}
        </Decision>
        <Decision icon={ListTodo} count={found} href={name ? `/quality?team=${encodeURIComponent(name)}` : '/quality'}>
          {t('findings', { n: found, score: number(Math.round(asked.value?.score ?? 0)) })}
          {worst ? <span class="soft"> {t('mostly', { n: worst.count, about: findingName(worst.kind) })}</span> : null}
        </Decision>
        {small ? null : (
          <>
            <Looking icon={CalendarClock} href="/services?view=ending&within=P30D">{t('ending_of_many')}</Looking>
            <Looking icon={ListTodo} href={name ? `/quality?team=${encodeURIComponent(name)}` : '/quality'}>{t('findings_of_many')}</Looking>
          </>
        )}
        {name ? null : (
          <Decision icon={UserRoundX} count={counts.nobodys} href="/quality?team=nobody">{t('nobodys', { n: counts.nobodys })}</Decision>
        )}
      </ul>
    </section>
  )
}

/** What is not counted here: where to look. */
function Looking({ icon, href, children }: Pick<DecisionProps, 'icon' | 'href' | 'children'>) {
  return (
    <li>
      <a class="home-decision" href={href}>
        <Icon of={icon} />
        <span>{children}</span>
      </a>
    </li>
  )
}

interface DecisionProps {
  icon: IconNode
  count: number
  href: string
  tone?: 'down' | 'degraded'
  children: ComponentChildren
}

function Decision({ icon, count, href, tone, children }: DecisionProps) {
  if (count === 0) return null
  return (
    <li>
      <a class={`home-decision ${tone ?? ''}`} href={href}>
        <Icon of={icon} />
        <strong class="number">{number(count)}</strong>
        <span>{children}</span>
      </a>
    </li>
  )
}
