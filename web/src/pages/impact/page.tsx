import { useEffect, useState } from 'preact/hooks'
import { SlidersHorizontal, Zap } from 'lucide'
import { post } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { useQuery } from '../../query'
import { Button, Empty, PageHead, ProblemView, Skeleton } from '../../ui'
import { AnswerView } from './answer'
import { Asking } from './asking'
import { asks, body, read, remember, written, type Question } from './question'
import { t } from './words'
import './page.css'

/** What does this take down? The question at the side, the answer beside it; the address holds both. */
export default function Impact() {
  const [query, change] = useQuery()
  const question = read(query)
  const key = JSON.stringify(question)
  const asked = asks(question)
  const [open, setOpen] = useState(!asked)
  const answer = useAnswer(
    asked ? (signal) => post('/api/v1/impact/overview', { body: body(question), signal }) : null,
    [key],
    { live: question.at === null },
  )
  const ask = (next: Question) => change({ ...written(next), why: null, skip: null }, { push: true })
  const value = answer.value
  if (value) remember([...value.given.map((one) => one.ci), ...value.services.items.map((one) => one.ci)])
  useEffect(() => {
    if (!asked || answer.problem) setOpen(true)
  }, [asked, answer.problem])

  return (
    <div class="impact">
      {asked ? null : <PageHead title={t('nav')} under={t('intro')} />}
      <div class={asked ? 'impact-sides' : 'impact-sides is-new'}>
        <aside class={open ? 'impact-asking is-open' : 'impact-asking'} aria-label={t('question')}>
          <div class="impact-fold">
            <Button icon={SlidersHorizontal} aria-expanded={open} onClick={() => setOpen(!open)}>{t('question')}</Button>
          </div>
          <Asking question={question} problem={answer.problem} ask={ask} />
        </aside>
        <section class="impact-answer" aria-label={t('answer')} aria-busy={answer.busy}>
          {answer.problem ? (
            <ProblemView of={answer.problem} again={answer.again} />
          ) : value && asked ? (
            <AnswerView question={question} answer={value} stale={answer.busy} ask={ask} />
          ) : asked ? (
            <Skeleton lines={8} />
          ) : (
            <Empty icon={Zap} title={t('begin')}>{t('begin_how')}</Empty>
          )}
        </section>
      </div>
    </div>
  )
}
