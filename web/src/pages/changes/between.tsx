import { useState } from 'preact/hooks'
import { Equal } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { useQuery } from '../../query'
import { moment, number } from '../../texts'
import { Button, Empty, ProblemView, Skeleton, TextField } from '../../ui'
import { Events } from './events'
import { t } from './words'

const DAY_MS = 86_400_000
const PRESETS = [['yesterday', 1], ['week', 7], ['month', 30]] as const
const FEW = 100
const MOST = 1000

/** What is not as it was: between two revisions, times or baselines. */
export function Between() {
  const [query, change] = useQuery()
  const [from, to] = [query['from'] ?? '', query['to'] ?? '']
  const [typed, setTyped] = useState({ from, to })
  const [limit, setLimit] = useState(FEW)
  const asked = useAnswer(
    from ? (signal) => get('/api/v1/diff', { params: { query: { from, to: to || 'now', limit } }, signal }) : null,
    [from, to, limit],
    { live: false },
  )
  const found = asked.value
  const show = (next: { from: string; to: string }) => {
    setTyped(next)
    setLimit(FEW)
    change({ from: next.from.trim(), to: next.to.trim() }, { push: true })
  }
  return (
    <div class="stack">
      <form
        class="changes-controls"
        onSubmit={(event) => {
          event.preventDefault()
          show(typed)
        }}
      >
        <TextField label={t('from')} value={typed.from} placeholder={t('moment_example')} maxLength={200} required onText={(text) => setTyped({ ...typed, from: text })} />
        <TextField label={t('to')} value={typed.to} placeholder={t('now')} maxLength={200} onText={(text) => setTyped({ ...typed, to: text })} />
        <Button kind="first" type="submit" disabled={!typed.from.trim()}>{t('compare')}</Button>
        <span class="row tight">
          {PRESETS.map(([name, days]) => (
            <Button key={name} small kind="quiet" onClick={() => show({ from: new Date(Date.now() - days * DAY_MS).toISOString(), to: '' })}>{t(`since_${name}`)}</Button>
          ))}
        </span>
      </form>
      {asked.problem ? <ProblemView of={asked.problem} /> : null}
      {from && !found && !asked.problem ? <Skeleton lines={6} /> : null}
      {from ? null : <Empty icon={Equal} title={t('between_empty')}>{t('between_about')}</Empty>}
      {found ? (
        <>
          <p role="status">
            {t('between', { from: found.from.number, from_at: moment(found.from.at), to: found.to.number, to_at: moment(found.to.at) })}{' '}
            <strong>{counted(found.counts.cis, found.counts.relations)}</strong>
          </p>
          {found.items.length ? <div class="sheet"><Events of={found.items} /></div> : null}
          {found.complete ? null : limit < MOST ? (
            <div><Button busy={asked.busy} onClick={() => setLimit(MOST)}>{t('show_all', { n: number(MOST) })}</Button></div>
          ) : (
            <p class="soft small">{t('first_only', { n: number(MOST) })}</p>
          )}
        </>
      ) : null}
    </div>
  )
}

function counted(cis: Record<string, number>, relations: Record<string, number>): string {
  const parts = [
    ...Object.entries(cis).map(([effect, n]) => t('counted_cis', { n, count: number(n), effect: t.has(effect) ? t(effect) : effect })),
    ...Object.entries(relations).map(([effect, n]) => t('counted_relations', { n, count: number(n), effect: t.has(effect) ? t(effect) : effect })),
  ]
  return parts.length ? parts.join(' · ') : t('no_difference')
}
