import { ChevronRight, ShieldCheck } from 'lucide'
import { useState } from 'preact/hooks'
import { className } from '../../model/words'
import { number } from '../../texts'
import { Button, CiLink, Icon, shortened, StateMark } from '../../ui'
import type { Service, WeakPoints } from './shapes'
import { t } from './words'

const FEW = 8
type Point = WeakPoints['single_points'][number]
type Cause = WeakPoints['common_causes'][number]

/** What takes the service down or degrades it alone; and groups whose members share something. */
export function Weak({ of: { weak_points: weak, suppliers } }: { of: Service }) {
  const [all, setAll] = useState(false)
  if (!weak || suppliers === 0) return null
  const points = weak.single_points
  const count = (weak.counts['down'] ?? 0) + (weak.counts['degraded'] ?? 0)
  return (
    <section class="sheet stack tight" aria-labelledby="services-weak">
      <header class="services-head">
        <h2 id="services-weak">{t('weak_points')}</h2>
        <span class="soft small">{t('weak_hint')}</span>
      </header>
      {points.length ? (
        <ul class="services-rows">
          {(all ? points : points.slice(0, FEW)).map((one) => <PointRow key={one.ci.id} of={one} />)}
        </ul>
      ) : (
        <p class="row"><Icon of={ShieldCheck} /> {t('no_weak_points')}</p>
      )}
      {points.length > FEW ? <Button small kind="quiet" onClick={() => setAll(!all)}>{all ? t('fewer') : t('show_more', { n: number(points.length - FEW) })}</Button> : null}
      {all && count > points.length ? <p class="soft small">{t('not_listed', { n: number(count - points.length) })}</p> : null}
      {weak.common_causes.length ? <Causes causes={weak.common_causes} count={weak.common_cause_count} /> : null}
    </section>
  )
}

/** A single point of failure; opened it shows the way on which its failure comes up. */
function PointRow({ of }: { of: Point }) {
  return (
    <li>
      <details class="services-point">
        <summary>
          <Icon of={ChevronRight} size={14} />
          <StateMark of={of.state} />
          <strong class="clip" dir="auto">{shortened(of.ci.name)}</strong>
          <span class="soft small services-point-class">{className(of.ci.class)}</span>
          <span class="soft small clip services-point-team" dir="auto">{of.ci.support_team ?? of.ci.owner ?? t('nobody')}</span>
        </summary>
        <p class="services-way">
          <span class="soft">{t('way')}</span>{' '}
          {of.chain.toReversed().map((one, at) => (
            <span key={one.ci.id}>{at ? <span aria-label={t('takes_down')}> → </span> : null}<CiLink ci={one.ci} /></span>
          ))}
          {of.changes ? <span class="soft small"> · {t('changed', { n: of.changes })}</span> : null}
        </p>
      </details>
    </li>
  )
}

function Causes({ causes, count }: { causes: readonly Cause[]; count: number }) {
  const [all, setAll] = useState(false)
  return (
    <>
      <h3>{t('causes', { n: number(count) })}</h3>
      <ul class="services-rows">
        {(all ? causes : causes.slice(0, 4)).map((one) => (
          <li key={`${one.ci.id} ${one.group} ${one.cause.id}`} class="services-cause">
            {t.rich('cause', {
              n: one.failing_count,
              members: one.members,
              group: one.group,
              ci: <CiLink ci={one.ci} />,
              cause: <CiLink ci={one.cause} withClass />,
            })}
          </li>
        ))}
      </ul>
      {causes.length > 4 ? <Button small kind="quiet" onClick={() => setAll(!all)}>{all ? t('fewer') : t('show_more', { n: number(causes.length - 4) })}</Button> : null}
    </>
  )
}
