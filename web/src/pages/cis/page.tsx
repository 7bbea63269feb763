import { useLocation } from 'preact-iso'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import { ciClass, type CiClass } from '../../model/classes'
import { looked } from '../../recent'
import { addressed, useQuery } from '../../query'
import type { PageProps } from '../../route'
import { may } from '../../who'
import { PageHead, ProblemView, Skeleton, Tabs } from '../../ui'
import { Edit } from './edit'
import { Gone } from './gone'
import { Head } from './head'
import { History } from './history'
import { Neighbourhood } from './neighbourhood'
import { Notices } from './notices'
import { Overview } from './overview'
import { Quality } from './quality'
import { Relate } from './relate'
import { Relations } from './relations'
import { Sources } from './sources'
import type { Details } from './types'
import { t } from './words'
import './page.css'

const TABS = ['relations', 'history', 'sources', 'quality', 'map'] as const
const NOT_FOUND = 404

/** What was asked for by name, on its way to its own address: it need not be asked again. */
let arrived: Details | undefined

function answered(id: string): Promise<Details> | undefined {
  const found = arrived?.ci.id === id ? arrived : undefined
  arrived = undefined
  return found && Promise.resolve(found)
}

/** The page of a CI: all that is known of it, and what one may do with it. */
export default function Page({ params }: PageProps) {
  const ref = params?.id ?? ''
  const { route } = useLocation()
  const shown = useRef<Details | undefined>(undefined)
  const asked = useAnswer(
    (signal) => answered(ref) ?? (get('/api/v1/cis/{ref}/details', { params: { path: { ref } }, signal }) as unknown as Promise<Details>),
    [ref],
    { live: (what) => what.cis === null || !shown.current || touches(shown.current, what.cis) },
  )
  const details = asked.value
  shown.current = details
  const of = useAnswer(details ? () => ciClass(details.ci.class) : null, [details?.ci.class], { live: false })
  useEffect(() => {
    // One address for one CI, however it was asked for.
    if (details && details.ci.id !== ref) {
      arrived = details
      route(addressed(`/cis/${encodeURIComponent(details.ci.id)}`, Object.fromEntries(new URLSearchParams(location.search))), true)
    }
  }, [details?.ci.id, ref])

  if (asked.problem?.status === NOT_FOUND) return <Gone id={ref} problem={asked.problem} />
  if (asked.problem && !details) {
    return <ProblemView of={asked.problem} again={asked.again} href={(one) => `/cis/${encodeURIComponent(/\(([^()]+)\)$/.exec(one)?.[1] ?? one)}`} />
  }
  // On the way to its own address the page is made anew: what one began on the first would be lost.
  if (!details || details.ci.id !== ref) {
    return (
      <>
        <PageHead title={<span class="unseen">{ref}</span>} tab={ref} />
        <Skeleton lines={9} />
      </>
    )
  }
  return <Shown details={details} of={of.value} again={asked.again} />
}

/** True where news of these CIs change what is shown of this one. */
function touches(details: Details, cis: readonly string[]): boolean {
  const shown = new Set([details.ci.id, ...details.relations.flatMap((group) => group.items.map((one) => one.ci.id))])
  return cis.some((ci) => shown.has(ci))
}

interface ShownProps {
  details: Details
  of: CiClass | undefined
  again: () => void
}

function Shown({ details, of, again }: ShownProps) {
  const [query, setQuery] = useQuery()
  const [editing, setEditing] = useState<{ first?: string }>()
  const [relating, setRelating] = useState(false)
  const { id, name, class: kind } = details.ci
  useEffect(() => looked({ id, name, class: kind }), [id, name, kind])
  const tab = TABS.find((one) => one === query.tab) ?? 'overview'
  const relations = details.relations.reduce((sum, one) => sum + one.count, 0)
  const edit = may('edit') ? (first?: string) => setEditing(first ? { first } : {}) : undefined
  const relate = may('edit') ? () => setRelating(true) : undefined
  const tabs = [
    { key: 'overview', text: t('tab_overview') },
    { key: 'relations', text: t('tab_relations'), count: relations },
    { key: 'history', text: t('tab_history') },
    { key: 'sources', text: t('tab_sources'), count: details.sources.length },
    { key: 'quality', text: t('tab_quality'), ...(details.quality.findings.length ? { count: details.quality.findings.length } : {}) },
    { key: 'map', text: t('tab_map') },
  ]
  const seen = { details, of, again, edit, relate }
  return (
    <article class="cis">
      <Head {...seen} />
      <Notices details={details} again={again} />
      <Tabs label={t('tabs')} tabs={tabs} value={tab} onText={(key) => setQuery({ tab: key === 'overview' ? null : key }, { push: true })}>
        {tab === 'overview' ? <Overview {...seen} show={(key) => setQuery({ tab: key }, { push: true })} /> : null}
        {tab === 'relations' ? <Relations {...seen} /> : null}
        {tab === 'history' ? <History details={details} of={of} again={again} /> : null}
        {tab === 'sources' ? <Sources details={details} of={of} again={again} /> : null}
        {tab === 'quality' ? <Quality {...seen} /> : null}
        {tab === 'map' ? <Neighbourhood ci={details.ci} /> : null}
      </Tabs>
      {editing && of ? <Edit details={details} of={of} first={editing.first} onClose={() => setEditing(undefined)} onWritten={again} /> : null}
      {relating ? <Relate details={details} onClose={() => setRelating(false)} onWritten={again} /> : null}
    </article>
  )
}
