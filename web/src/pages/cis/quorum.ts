/** What a quorum means, in words. */
import type { Amount, Quorum } from './types'
import { t } from './words'

/** The sentences that say what a group of n members in operation can lose. */
export function quorumWords(quorum: Quorum | null, members: number): string {
  if (!quorum || members === 0) return t('q_empty')
  const { needs_count: needs, wants_count: wants } = quorum
  if (members === 1) return t('q_single')
  if (needs === members) return t('q_all', { n: members })
  const spare = members - wants
  return [t('q_some', { needs, n: members }), wants > needs ? t('q_wants', { wants }) : '', spare > 0 ? t('q_spare', { n: spare }) : t('q_no_spare')].filter(Boolean).join(' ')
}

/** How somebody wrote an amount: "2", "50 %", "majority". */
export function amountWords(amount: Amount): string {
  if (typeof amount === 'number') return String(amount)
  if (amount === 'majority') return t('amount_majority')
  if (amount === 'n-1') return t('amount_n_1')
  if (amount === 'all') return t('amount_all')
  return amount.replace('%', ' %')
}
