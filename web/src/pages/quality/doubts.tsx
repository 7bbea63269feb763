import { useState } from 'preact/hooks'
import { GitCompareArrows } from 'lucide'
import { del, get, put, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { useQuery } from '../../query'
import { percent } from '../../texts'
import { may } from '../../who'
import { Badge, Button, CiLink, done, Empty, failed, ProblemView, Segments, Skeleton } from '../../ui'
import { t } from './words'

type Doubt = Answer<'get', '/api/v1/quality/relations'>['items'][number]

const LISTS = ['observed-only', 'declared-only', 'decided'] as const

/** Relations that were only observed, or only declared: somebody accepts or rejects them. */
export function Doubts() {
  const [query, change] = useQuery()
  const [limit, setLimit] = useState(50)
  const list = LISTS.find((one) => one === query['list']) ?? 'observed-only'
  const asked = useAnswer((signal) => get('/api/v1/quality/relations', { params: { query: { list, limit } }, signal }), [list, limit], { keep: false })
  const items = asked.value?.items
  return (
    <div class="stack tight">
      <div><Segments label={t('lists')} value={list} onText={(value) => change({ list: value === 'observed-only' ? null : value })} options={LISTS.map((one) => [one, t(`list_${one}`)] as const)} /></div>
      <p class="soft">{t(`about_${list}`)}</p>
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      {!items && !asked.problem ? <Skeleton lines={6} /> : null}
      {items?.length === 0 ? <Empty icon={GitCompareArrows} title={t(`none_${list}`)} /> : null}
      {items?.length ? (
        <ul class="sheet quality-doubts">
          {items.map((one) => <li key={`${one.from.id} ${one.type} ${one.to.id}`}><OneDoubt of={one} again={asked.again} /></li>)}
        </ul>
      ) : null}
      {asked.value?.next && limit < 1000 ? <div><Button busy={asked.busy} onClick={() => setLimit(Math.min(1000, limit + 200))}>{t('more')}</Button></div> : null}
    </div>
  )
}

function OneDoubt({ of, again }: { of: Doubt; again: () => void }) {
  const key = { from: of.from.id, type: of.type, to: of.to.id }
  const reopen = () => del('/api/v1/quality/relations', { params: { query: key } }).then(again)
  const judge = async (verdict: 'accepted' | 'rejected') => {
    try {
      await put('/api/v1/quality/relations', { body: { ...key, verdict } })
      done(t(`was_${verdict}`), reopen)
    } catch (reason) {
      failed(reason)
    }
    again()
  }
  return (
    <>
      <div class="quality-doubt">
        <span class="row tight"><CiLink ci={of.from} withClass /> <span class="soft small">{of.type}</span> <CiLink ci={of.to} withClass /></span>
        <span class="soft small" dir="auto">{of.text}{of.confidence === null ? '' : ` · ${t('confidence', { share: percent(of.confidence) })}`}</span>
      </div>
      {of.verdict ? (
        <span class="row tight">
          <Badge tone={of.verdict === 'accepted' ? 'ok' : 'degraded'}>{t(`verdict_${of.verdict}`)}</Badge>
          {may('edit') ? <Button small onClick={() => void reopen().catch(failed)}>{t('take_back')}</Button> : null}
        </span>
      ) : may('edit') ? (
        <span class="row tight">
          <Button small onClick={() => void judge('accepted')}>{t('accept')}</Button>
          <Button small onClick={() => void judge('rejected')}>{t('reject')}</Button>
        </span>
      ) : null}
    </>
  )
}
