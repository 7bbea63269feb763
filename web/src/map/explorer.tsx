/** A map to walk about in: asked for, drawn, filtered, pointed at; all that is wished stands in one value. */
import { useMemo, useRef, useState } from 'preact/hooks'
import { Clock, Filter as FilterIcon, Map as MapIcon, X } from 'lucide'
import { get } from '../api/client'
import { useAnswer } from '../api/answer'
import { Button, CiPicker, Empty, IconButton, PageHead, ProblemView, Segments, Select, Skeleton } from '../ui'
import { Export } from './menus'
import { Filter } from './filter'
import MapView from './view'
import { MapTable } from './table'
import { Moments } from './moments'
import { Panel } from './panel'
import { Views } from './views'
import { ailing, type MapData, type MapNode } from './model'
import { nameOf, said, t } from './words'
import { ALL, asked, centred, expanded, foldable, folded, opened, supposedOf, type Wish } from './wish'
import './explorer.css'

interface ExplorerProps {
  wish: Wish
  /** `push`: a step that "back" undoes. */
  onWish: (change: Partial<Wish>, push?: boolean) => void
  /** On another page, of one CI: no other centre, no views, no time. */
  part?: boolean
}

export default function Explorer({ wish, onWish, part }: ExplorerProps) {
  const query = asked(wish)
  const found = useAnswer(
    wish.ci ? (signal) => get('/api/v1/cis/{ref}/neighbourhood', { params: { path: { ref: wish.ci }, query: query as never }, signal }) : null,
    [wish.ci, JSON.stringify(query)],
    { live: wish.at === '' },
  )
  const data = found.value as unknown as MapData | undefined
  const [side, setSide] = useState<'filter' | 'path' | null>(null)
  const [time, setTime] = useState(wish.at !== '')
  const drawing = useRef<SVGSVGElement | null>(null)
  const narrow = useMemo(() => matchMedia('(max-width: 699px)').matches, [])
  const look = wish.look || (narrow ? 'table' : 'picture')
  const selected = data?.nodes.find((one) => one.id === wish.sel)
  const faded = useMemo(() => (data && wish.given.length ? new Set(data.nodes.filter((one) => !ailing(one.state) && !hit(one)).map((one) => one.id)) : undefined), [data, wish.given])
  const title = titled(data, wish)
  const walking = {
    onExpand: (id: string, to: 'up' | 'down') => onWish(expanded(wish, id, to), true),
    onGroup: (node: MapNode) => onWish(opened(wish, node.id), true),
  }
  if (!wish.ci) return <Start onPick={(id) => onWish(centred(id), true)} />
  return (
    <section class={part ? 'explorer is-part' : 'explorer'} aria-label={title.slice(0, 200)}>
      {part ? null : <PageHead title={<span title={title.slice(0, 300)}>{title.slice(0, 160)}</span>} tab={title} under={<Said data={data} />} />}
      <div class="explorer-bar row" role="toolbar" aria-label={t('toolbar')}>
        {part ? null : <div class="explorer-pick"><CiPicker bare label={t('centre_on')} placeholder={t('centre_on')} onPick={(ci) => onWish(centred(ci.id), true)} /></div>}
        <Steps label={t('upstream')} value={wish.up} onText={(up) => onWish({ up })} />
        <Steps label={t('downstream')} value={wish.down} onText={(down) => onWish({ down })} />
        <Button icon={FilterIcon} aria-pressed={side === 'filter'} onClick={() => setSide(side === 'filter' ? null : 'filter')}>
          {wish.hide.length ? t('filter_n', { count: wish.hide.length }) : t('filter')}
        </Button>
        {part ? null : <Button icon={Clock} aria-pressed={time} onClick={() => setTime(!time)}>{t('time')}</Button>}
        {part ? null : <Views wish={wish} onWish={onWish} />}
        {data ? <Export data={data} wish={wish} title={title} drawing={drawing} picture={look === 'picture'} /> : null}
        <Segments label={t('look')} value={look} onText={(value) => onWish({ look: value as Wish['look'] })} options={[['picture', t('picture')], ['table', t('table')]]} />
      </div>
      {time && !part ? <Moments at={wish.at} onAt={(at) => onWish({ at })} /> : null}
      {part ? <Said data={data} /> : null}
      {data ? <Overlays data={data} wish={wish} onWish={onWish} busy={found.busy} /> : null}
      {found.problem ? <ProblemView of={found.problem} again={found.again} href={(one) => `/map?ci=${encodeURIComponent(one)}`} /> : null}
      <div class="explorer-body">
        {!data && found.busy ? <Skeleton lines={8} /> : null}
        {data && look === 'picture' ? (
          <MapView
            data={data}
            label={title}
            part={part}
            mode={wish.mode || undefined}
            faded={faded}
            way={data.way?.cis}
            selected={wish.sel || null}
            drawing={drawing}
            onSelect={(node) => onWish({ sel: node?.id ?? '' })}
            onOpen={(node) => location.assign(`/cis/${encodeURIComponent(node.id)}`)}
            foldable={(node, to) => foldable(wish, node, to)}
            onFold={(id, to) => onWish(folded(wish, id, to), true)}
            {...walking}
          />
        ) : null}
        {data && look === 'table' ? <MapTable data={data} {...walking} /> : null}
        {data && side === 'filter' ? <Aside title={t('filter')} onClose={() => setSide(null)}><Filter data={data} wish={wish} onWish={onWish} /></Aside> : null}
        {data && side === 'path' && selected ? (
          <Aside title={t('path')} onClose={() => setSide(null)}>
            <p class="soft">{t('path_from', { name: selected.name.slice(0, 80) })}</p>
            <CiPicker
              autoFocus
              label={t('path_to')}
              onPick={(ci) => {
                setSide(null)
                onWish({ path: [selected.id, ci.id] }, true)
              }}
            />
          </Aside>
        ) : null}
        {data && side === null && selected ? (
          <Aside title={nameOf(selected)} onClose={() => onWish({ sel: '' })}>
            <Panel node={selected} data={data} wish={wish} onWish={onWish} onPath={() => setSide('path')} part={part} />
          </Aside>
        ) : null}
      </div>
    </section>
  )
}

/** What is shown and what is not, in one line. */
function Said({ data }: { data: MapData | undefined }) {
  return <p class="explorer-said soft small" role="status">{data ? said(data).join(' · ') : ' '}</p>
}

const hit = (node: MapNode): boolean => Object.values(node.states ?? {}).some((count) => count > 0)

function titled(data: MapData | undefined, wish: Wish): string {
  const name = data?.nodes.find((one) => one.id === data.asked)?.name ?? wish.ci
  if (wish.up === 0 && wish.down > 0) return t('title_down', { name })
  if (wish.down === 0 && wish.up > 0) return t('title_up', { name })
  return t('title', { name })
}

const STEPS = [0, 1, 2, 3, 4, 5, 6] as const

function Steps({ label, value, onText }: { label: string; value: number; onText: (value: number) => void }) {
  const known = (STEPS as readonly number[]).includes(value) || value >= ALL ? STEPS : [...STEPS, value]
  return (
    <div class="explorer-steps">
      <Select
        label={label}
        value={String(Math.min(value, ALL))}
        onText={(text) => onText(Number(text))}
        options={[...known.map((one) => [String(one), one ? t('levels', { count: one }) : t('level_none')] as const), [String(ALL), t('level_all')] as const]}
      />
    </div>
  )
}

function Aside({ title, onClose, children }: { title: string; onClose: () => void; children: preact.ComponentChildren }) {
  return (
    <aside class="explorer-side sheet" aria-label={title.slice(0, 200)}>
      <header class="row apart">
        <h2 dir="auto" title={title.slice(0, 300)}>{title.slice(0, 160)}</h2>
        <IconButton small label={t('close')} icon={X} onClick={onClose} />
      </header>
      {children}
    </aside>
  )
}

/** What lies over the map: a question of failure, a way. */
function Overlays({ data, wish, onWish, busy }: { data: MapData; wish: Wish; onWish: ExplorerProps['onWish']; busy: boolean }) {
  const name = (id: string) => (data.nodes.find((one) => one.id === id)?.name ?? id).slice(0, 80)
  const way = data.way
  return (
    <>
      {wish.given.length ? (
        <p class="explorer-overlay row">
          <span>{t('supposed', { names: wish.given.map((one) => name(supposedOf(one))).join(', ') })}</span>
          <Button small onClick={() => onWish({ given: [] })}>{t('end_supposed')}</Button>
        </p>
      ) : null}
      {wish.path.length === 2 ? (
        <p class="explorer-overlay row">
          <span>{way ? t(`way_${way.over}` as 'way_need', { from: name(wish.path[0] ?? ''), to: name(wish.path[1] ?? ''), count: way.cis.length - 1 }) : busy ? t('way_sought') : t('way_none')}</span>
          <Button small onClick={() => onWish({ path: [] })}>{t('end_way')}</Button>
        </p>
      ) : null}
    </>
  )
}

function Start({ onPick }: { onPick: (id: string) => void }) {
  return (
    <div class="explorer-start">
      <PageHead title={t('nav')} />
      <Empty icon={MapIcon} title={t('start')}>{t('start_text')}</Empty>
      <CiPicker autoFocus label={t('centre_on')} onPick={(ci) => onPick(ci.id)} />
    </div>
  )
}

