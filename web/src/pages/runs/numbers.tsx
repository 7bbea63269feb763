import { number } from '../../texts'
import type { Brief, Report } from './shapes'
import { t } from './words'
import './numbers.css'

const NAMED = ['created', 'changed', 'retired', 'missing', 'relations_created', 'relations_changed', 'relations_removed', 'duplicates', 'parked'] as const
type Counted = NonNullable<Brief['report']> | Report

/** A report in numbers: those that say something, what is as it was last. */
export function Numbers({ of }: { of: Counted }) {
  const told = NAMED.filter((one) => of[one] > 0)
  const wait = of.vetoed.reduce((sum, one) => sum + one.would_lose, 0)
  return (
    <ul class="run-numbers">
      {told.map((one) => (
        <li key={one} class={`run-number ${one}`}>
          <b class="number">{number(of[one])}</b> {t(`number_${one}`, { n: of[one] })}
        </li>
      ))}
      {of.left_out_count ? <li class="run-number left_out"><b class="number">{number(of.left_out_count)}</b> {t('number_left_out', { n: of.left_out_count })}</li> : null}
      {wait ? <li class="run-number vetoed"><b class="number">{number(wait)}</b> {t('number_vetoed')}</li> : null}
      {told.length === 0 && !wait ? <li class="soft">{t('number_nothing')}</li> : null}
      {of.unchanged ? <li class="soft">{t('number_unchanged', { n: of.unchanged })}</li> : null}
    </ul>
  )
}

/** True where a plan would change anything. */
export const wouldChange = (of: Counted): boolean => NAMED.some((one) => of[one] > 0) || of.vetoed.length > 0
