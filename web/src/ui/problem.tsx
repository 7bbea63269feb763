import { RotateCw, TriangleAlert } from 'lucide'
import { Problem } from '../api/client'
import { Button } from './button'
import { Icon } from './icon'
import { t } from './words'

/** A failure in one line: what is wrong, and what helps. */
export function problemText(reason: unknown): string {
  if (!(reason instanceof Problem)) return t('unexpected', { reason: String(reason) })
  if (reason.status === 0) return `${t('unreachable')} ${t('unreachable_remedy')}`
  return [reason.said.detail || t('failed', { status: reason.status }), reason.said.remedy].filter(Boolean).join(' ')
}

interface ProblemProps {
  of: Problem
  again?: () => void
  /** Where a candidate leads. */
  href?: (candidate: string) => string
}

/** A failure where an answer would be: the fact, the places, the remedy, what was perhaps meant, "try again". */
export function ProblemView({ of, again, href = (one) => `/find?q=${encodeURIComponent(one)}` }: ProblemProps) {
  const { said, status } = of
  const away = status === 0
  return (
    <section class="problem sheet" role="alert">
      <Icon of={TriangleAlert} size={20} />
      <div class="stack tight">
        <h2>{away ? t('unreachable') : said.detail || t('failed', { status })}</h2>
        {said.errors?.length ? (
          <ul class="problem-places">
            {said.errors.slice(0, 20).map((one) => (
              <li key={one.place + one.reason}>
                <code>{one.place}</code> {one.reason}
              </li>
            ))}
          </ul>
        ) : null}
        {away || said.remedy ? <p class="soft">{away ? t('unreachable_remedy') : said.remedy}</p> : null}
        {said.candidates?.length ? (
          <p>
            {t('perhaps')}{' '}
            {said.candidates.map((one) => (
              <a key={one} class="problem-candidate" href={href(one)}>
                <bdi>{one}</bdi>
              </a>
            ))}
          </p>
        ) : null}
        {again ? (
          <div>
            <Button icon={RotateCw} onClick={again}>{t('try_again')}</Button>
          </div>
        ) : null}
      </div>
    </section>
  )
}
