import { useMemo } from 'preact/hooks'
import { Search } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { className } from '../../model/words'
import { useQuery } from '../../query'
import { number } from '../../texts'
import { Empty, PageHead, ProblemView, Segments, Select, Skeleton, TextField } from '../../ui'
import { Ending } from './ending'
import { Group } from './group'
import { grouped, type By } from './grouping'
import { useMarks } from './marks'
import { t } from './words'
import './services.css'

const MOST = 500
const KINDS = ['business_service', 'technical_service', 'service_offering'] as const

/** The catalogue: what somebody gets from us, how it is, who answers for it, where it is weak. */
export default function Services() {
  const [query, change] = useQuery()
  const view = query['view'] === 'ending' ? 'ending' : 'catalogue'
  return (
    <>
      <PageHead
        title={t('nav')}
        under={t(view === 'ending' ? 'ending_about' : 'about')}
        actions={
          <Segments
            label={t('view')}
            value={view}
            options={[['catalogue', t('catalogue')], ['ending', t('ending')]]}
            onText={(next) => change({ view: next === 'ending' ? next : null, q: null }, { push: true })}
          />
        }
      />
      {view === 'ending' ? <Ending /> : <Catalogue />}
    </>
  )
}

function Catalogue() {
  const [query, change] = useQuery()
  const q = query['q'] ?? ''
  const kind = query['class'] ?? ''
  const by: By = query['by'] === 'team' || query['by'] === 'class' ? query['by'] : 'criticality'
  const asked = useAnswer(
    (signal) => get('/api/v1/services', { params: { query: { q: q || undefined, class: kind || undefined, limit: MOST } }, signal }),
    [q, kind],
  )
  const found = asked.value?.items
  const groups = useMemo(() => grouped(found ?? [], by), [found, by])
  const marks = useMarks(groups.flatMap((one) => one.items.map((row) => row.ci.id)))
  return (
    <div class="stack">
      <div class="services-controls">
        <TextField label={t('search')} bare type="search" placeholder={t('search')} value={q} onText={(text) => change({ q: text })} />
        <Select
          label={t('kind')}
          bare
          value={kind}
          options={[['', t('every_kind')], ...KINDS.map((one): [string, string] => [one, className(one)])]}
          onText={(one) => change({ class: one })}
        />
        <Segments
          label={t('by')}
          value={by}
          options={[['criticality', t('by_criticality')], ['team', t('by_team')], ['class', t('by_class')]]}
          onText={(one) => change({ by: one === 'criticality' ? null : one })}
        />
        {found ? <span class="soft small" role="status">{t('found', { n: found.length, count: number(found.length) })}</span> : null}
      </div>
      {asked.problem ? <ProblemView of={asked.problem} again={asked.again} /> : null}
      {found ? null : asked.problem ? null : <Skeleton lines={8} />}
      {found?.length === 0 ? <Empty icon={Search} title={q || kind ? t('nothing_found') : t('nothing')}>{q || kind ? t('nothing_found_text') : t('nothing_text')}</Empty> : null}
      {groups.map((one) => <Group key={one.key} group={one} by={by} marks={marks} />)}
      {asked.value?.next ? <p class="soft small">{t('more', { most: number(MOST) })}</p> : null}
    </div>
  )
}
