import { post } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { ProblemView, Skeleton, StateMark } from '../../ui'
import { body, type Question } from './question'
import { t } from './words'

const LINES = 300

/** The same answer in sentences, the worst first: to be read out, or copied. */
export function Sentences({ question, why }: { question: Question; why: (ci: string) => void }) {
  const found = useAnswer(
    (signal) => post('/api/v1/impact/sentences', { params: { query: { lines: LINES } }, body: body(question), signal }),
    [JSON.stringify(question)],
    { live: question.at === null },
  )
  if (found.problem) return <ProblemView of={found.problem} again={found.again} />
  if (!found.value) return <Skeleton lines={8} />
  const said = found.value
  const more = Object.values(said.omitted).reduce((sum, n) => sum + n, 0)
  return (
    <div class="impact-said stack">
      <p dir="auto"><strong>{said.headline}</strong></p>
      <ul>
        {said.impacted.map((one, at) => (
          <li key={at}>
            <StateMark bare of={one.state ?? 'unknown'} />
            {one.ci ? <button type="button" class="impact-link" dir="auto" onClick={() => one.ci && why(one.ci)}>{one.text}</button> : <span dir="auto">{one.text}</span>}
          </li>
        ))}
        {[...said.redundancy_lost, ...said.recoverable].map((one) => <li key={one} dir="auto">{one}</li>)}
      </ul>
      {said.doubts.length ? (
        <>
          <h2>{t('doubtful')}</h2>
          <ul>{said.doubts.map((one, at) => <li key={at} class="soft" dir="auto">{one}</li>)}</ul>
        </>
      ) : null}
      {more ? <p class="soft small">{t('and_more', { n: more })}</p> : null}
    </div>
  )
}
