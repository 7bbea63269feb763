import { useEffect, useState } from 'preact/hooks'
import { ChevronLeft, ChevronRight } from 'lucide'
import { post, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { addressed, useQuery } from '../../query'
import { className, valueName } from '../../model/words'
import { number } from '../../texts'
import { Badge, CiLink, IconButton, ProblemView, Skeleton, StateMark, Table, type Column, type Sort } from '../../ui'
import { body, remember, type Question } from './question'
import { t } from './words'

export type Hits = Answer<'post', '/api/v1/impact/hits'>
export type Hit = Hits['items'][number]
type Contact = Hits['contacts'][string]

/** Which of the CIs that are hit are wanted, as the API takes it. */
export interface Wanted {
  states?: ('down' | 'degraded' | 'at_risk')[]
  classes?: (string | null)[]
  environments?: (string | null)[]
  support_teams?: (string | null)[]
  text?: string
  services?: boolean
  failing?: boolean
  beneath?: string
  origin?: string
}

const PAGE = 50
const ANY = { states: [], classes: [], environments: [], criticalities: [], owners: [], support_teams: [], text: '' }
const ORDERS: Record<string, 'worst' | 'name' | 'support_team'> = {
  state: 'worst',
  ci: 'name',
  team: 'support_team',
}

interface Props {
  question: Question
  wanted: Wanted
  caption: string
  onWhy: (ci: string) => void
}

/** A list of CIs that are hit, page by page, as the server sorts and chooses them. */
export function HitList({ question, wanted, caption, onWhy }: Props) {
  const [skip, setSkip] = useState(0)
  const [sort, setSort] = useState<Sort>({ key: 'state', down: false })
  const key = JSON.stringify([question, wanted])
  useEffect(() => setSkip(0), [key])
  const page = { order: ORDERS[sort.key] ?? 'worst', turned: sort.down, skip, limit: PAGE }
  const found = useAnswer(
    (signal) => post('/api/v1/impact/hits', { body: { ...body(question), ...ANY, ...wanted, ...page }, signal }),
    [key, sort.key, sort.down, skip],
    { live: question.at === null },
  )
  if (found.problem) return <ProblemView of={found.problem} again={found.again} />
  if (!found.value) return <Skeleton />
  const { items, total } = found.value
  remember(items.map((one) => one.ci))
  if (total === 0) return <p class="soft">{t('none_so')}</p>
  return (
    <div class="stack tight">
      <HitTable
        hits={found.value}
        caption={caption}
        onWhy={onWhy}
        sort={sort}
        onSort={(next) => {
          setSort(next)
          setSkip(0)
        }}
      />
      {total > PAGE ? (
        <div class="row impact-pages">
          <IconButton small icon={ChevronLeft} label={t('page_before')} disabled={skip === 0} onClick={() => setSkip(Math.max(0, skip - PAGE))} />
          <span class="soft number">{t('page_of', { from: number(skip + 1), to: number(Math.min(total, skip + PAGE)), total: number(total) })}</span>
          <IconButton small icon={ChevronRight} label={t('page_after')} disabled={skip + PAGE >= total} onClick={() => setSkip(skip + PAGE)} />
        </div>
      ) : null}
    </div>
  )
}

interface TableProps {
  hits: Hits
  caption: string
  onWhy: (ci: string) => void
  sort?: Sort
  onSort?: (sort: Sort) => void
}

/** CIs that are hit, each with its state, whom to call, and why. A click on one shows its proof. */
export function HitTable({ hits, caption, onWhy, sort, onSort }: TableProps) {
  const [query] = useQuery()
  const href = (id: string) => addressed(location.pathname, { ...query, why: id })
  const sortable = onSort ? ({ sort: true } as const) : {}
  const columns: Column<Hit>[] = [
    { key: 'state', title: t('col_state'), width: '108px', cell: (one) => <StateCell hit={one} />, ...sortable },
    {
      key: 'ci',
      title: t('col_ci'),
      width: '32%',
      cell: (one) => (
        <span
          class="impact-name"
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || !(event.target as Element).closest('a')) return
            event.preventDefault()
            event.stopPropagation()
            onWhy(one.ci.id)
          }}
        >
          <CiLink ci={one.ci} href={href(one.ci.id)} />
          <Kind hit={one} />
        </span>
      ),
      ...sortable,
    },
    {
      key: 'team',
      title: t('col_team'),
      width: '23%',
      cell: (one) => (
        <span class="impact-teams">
          {one.teams.length ? one.teams.map((name) => <Party key={name} name={name} contacts={hits.contacts} />) : <span class="soft">{t('nobody')}</span>}
          {one.ci.owner ? <span class="soft small clip" dir="auto">{t('owned', { name: one.ci.owner.slice(0, 80) })}</span> : null}
        </span>
      ),
      ...sortable,
    },
    { key: 'because', title: t('col_because'), cell: (one) => <span dir="auto" class="impact-because">{one.because ?? (one.given ? t('as_given') : t('as_known'))}</span> },
  ]
  return (
    <Table
      caption={caption}
      columns={columns}
      rows={hits.items}
      rowKey={(one) => one.ci.id}
      rowClass={(one) => (one.given ? 'is-given' : undefined)}
      {...(onSort ? { sort, onSort } : {})}
    />
  )
}

function StateCell({ hit }: { hit: Hit }) {
  return (
    <span class="impact-state">
      <StateMark of={hit.state} />
      {hit.given ? <Badge>{t('given')}</Badge> : null}
      {hit.already ? <Badge>{t('already')}</Badge> : null}
      {hit.hypothesis ? <Badge tone="accent">{t(`mark_${hit.hypothesis}` as 'mark_added')}</Badge> : null}
    </span>
  )
}

/** What it is, and what makes it matter: critical, production. */
function Kind({ hit }: { hit: Hit }) {
  const { criticality, environment } = hit.ci
  return (
    <span class="soft small">
      {className(hit.ci.class)}
      {criticality ? <> · <span class={criticality === 'critical' ? 'is-critical' : undefined}>{valueName('criticality', criticality)}</span></> : null}
      {environment ? <> · {valueName('environment', environment)}</> : null}
    </span>
  )
}

/** A team or person with how to reach them: on call first. */
export function Party({ name, contacts }: { name: string | null; contacts: Hits['contacts'] }) {
  if (!name) return <span class="soft">—</span>
  const contact = contacts[name]
  const reached = contact ? way(contact) : undefined
  return (
    <span class="impact-party">
      {contact?.id ? <CiLink ci={{ id: contact.id, name }} /> : <span dir="auto" class="clip">{name}</span>}
      {reached ? (
        <span class="small soft clip" title={reached.text}>
          {reached.href ? <a href={reached.href} rel="noreferrer" target={reached.href.startsWith('http') ? '_blank' : undefined}>{reached.text}</a> : reached.text}
        </span>
      ) : null}
    </span>
  )
}

function way(contact: Contact): { text: string; href?: string } | undefined {
  if (contact.on_call) return /^https?:\/\//.test(contact.on_call) ? { text: t('on_call'), href: contact.on_call } : { text: contact.on_call }
  if (contact.phone) return { text: contact.phone, href: `tel:${contact.phone.replaceAll(/[^+\d]/g, '')}` }
  if (contact.chat) return { text: contact.chat }
  if (contact.email) return { text: contact.email, href: `mailto:${encodeURIComponent(contact.email).replace('%40', '@')}` }
  return undefined
}
