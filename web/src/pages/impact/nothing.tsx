import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { CircleCheck } from 'lucide'
import { CiLink, Icon } from '../../ui'
import type { Overview } from './answer'
import type { Question } from './question'
import { t } from './words'

const LOOKED_AT = 5

/** Nothing else is hit: why that may be, for each of the first CIs, so that nobody is wrongly at ease. */
export function Nothing({ question, answer }: { question: Question; answer: Overview }) {
  const given = answer.given.slice(0, LOOKED_AT)
  const ids = given.map((one) => one.ci.id)
  const query = { up: 1, down: 0, ...(question.at ? { at: question.at } : {}) }
  const users = useAnswer(
    (signal) => Promise.all(ids.map((ref) => get('/api/v1/cis/{ref}/map', { params: { path: { ref }, query }, signal }).then((map) => (map as unknown as { lines: unknown[] }).lines.length, () => null))),
    [ids.join(), question.at],
    { live: false },
  )
  return (
    <section class="sheet impact-nothing stack tight">
      <h2><Icon of={CircleCheck} /> {t('nothing')}</h2>
      <p class="soft">{t('nothing_why')}</p>
      <ul>
        {given.map((one, at) => {
          const n = users.value?.[at]
          return (
            <li key={one.ci.id}>
              <CiLink ci={one.ci} withClass />{' '}
              <span class="soft">{n === 0 ? t('nothing_stands') : n ? t('nothing_held', { n }) : ''}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
