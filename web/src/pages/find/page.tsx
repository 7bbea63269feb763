import { useEffect, useRef, useState } from 'preact/hooks'
import { Download, SlidersHorizontal } from 'lucide'
import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { number } from '../../texts'
import { MOST_CHARACTERS } from '../../search/found'
import { Button, Drawer, Empty, Menu, PageHead, ProblemView, Skeleton } from '../../ui'
import { may } from '../../who'
import { findPath, FILTERS, furtherColumns, isAsked, questionOf, sortOf, useAsked, type Asked } from './asked'
import { BulkBar } from './bulk-bar'
import { ColumnsButton } from './columns'
import { Chips, Facets } from './facets'
import { ListsMenu } from './lists'
import { Results } from './results'
import { t } from './words'
import './page.css'

const SETTLE_MS = 60
const STEP = 100
const MOST = 1000
const FEW = 8
const MANY = 500

/** Find: one field, filters with counts at the side, the table. */
export default function Find() {
  const [asked, change] = useAsked()
  const [limit, setLimit] = useState(STEP)
  const [wide, setWide] = useState<ReadonlySet<string>>(new Set())
  const [filtering, setFiltering] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const question = JSON.stringify(questionOf(asked))
  useEffect(() => {
    setLimit(STEP)
    setSelected(new Set())
  }, [question])

  const further = furtherColumns(asked.columns)
  const found = useAnswer(
    (signal) => {
      const query = { ...questionOf(asked), limit, ...(asked.sort ? { sort: asked.sort } : {}), ...(further ? { columns: further } : {}) }
      return get('/api/v1/search', { params: { query }, signal })
    },
    [question, asked.sort, further, limit],
  )
  const most = wide.size > 0 ? MANY : FEW
  const facets = useAnswer(
    (signal) => get('/api/v1/search/facets', { params: { query: { ...questionOf(asked), facet: [...FILTERS], most } }, signal }),
    [question, most],
  )
  // Who signed in again goes on where they were.

  const total = found.value?.total ?? 0
  const side = <Facets asked={asked} change={change} items={facets.value?.items} wide={wide} setWide={setWide} />
  return (
    <div class="find">
      <PageHead
        title={t('title')}
        actions={
          <>
            <ListsMenu asked={asked} change={change} />
            <ExportMenu asked={asked} total={total} />
          </>
        }
      />
      <div class="find-bar">
        <TextIn asked={asked} change={change} />
        <span class="find-filter-button">
          <Button icon={SlidersHorizontal} onClick={() => setFiltering(true)}>{t('filters')}</Button>
        </span>
        <ColumnsButton columns={asked.columns} onColumns={(columns) => change({ columns })} />
      </div>
      <div class="find-body">
        <aside class="find-side" aria-label={t('filters')}>{side}</aside>
        <div class="find-main">
          <div class="find-over">
            <p class="find-count" role="status">
              {found.value ? t('count', { n: total, shown: number(total) }) : ''}
            </p>
            <Chips asked={asked} change={change} />
          </div>
          {found.problem ? (
            <ProblemView of={found.problem} again={found.again} />
          ) : !found.value ? (
            <Skeleton lines={10} />
          ) : total === 0 ? (
            <Nothing asked={asked} clear={() => change({ q: '', filters: {}, list: null })} />
          ) : (
            <>
              <Results
                rows={found.value.items}
                columns={asked.columns}
                sort={sortOf(asked.sort)}
                onSort={(sort) => change({ sort })}
                selected={may('edit') ? selected : undefined}
                onSelect={setSelected}
              />
              {found.value.items.length < total ? (
                <div class="find-more">
                  <span class="soft">{t('shown', { n: number(found.value.items.length), total: number(total) })}</span>
                  {limit < MOST ? (
                    <Button busy={found.busy} onClick={() => setLimit(Math.min(MOST, limit * 3))}>{t('more')}</Button>
                  ) : (
                    <span class="soft">{t('too_many')}</span>
                  )}
                </div>
              ) : null}
            </>
          )}
        </div>
      </div>
      {selected.size > 0 ? (
        <BulkBar
          asked={asked}
          total={total}
          rows={found.value?.items ?? []}
          selected={selected}
          onSelect={setSelected}
          onChanged={() => {
            found.again()
            facets.again()
          }}
          owners={facets.value?.items.find((one) => one.name === 'owner')?.values.map((one) => one.value) ?? []}
        />
      ) : null}
      {filtering ? (
        <Drawer title={t('filters')} onClose={() => setFiltering(false)} actions={<Button kind="first" onClick={() => setFiltering(false)}>{t('show', { n: total, shown: number(total) })}</Button>}>
          {side}
        </Drawer>
      ) : null}
    </div>
  )
}

interface Part {
  asked: Asked
  change: (parts: Partial<Asked>) => void
}

/** The one field: it asks as one types, and lets an input method compose first. */
function TextIn({ asked, change }: Part) {
  const [text, setText] = useState(asked.q)
  const [composing, setComposing] = useState(false)
  const sent = useRef(asked.q)
  useEffect(() => {
    // Changed elsewhere: by a link, a list, the way back.
    if (asked.q !== sent.current) {
      sent.current = asked.q
      setText(asked.q)
    }
  }, [asked.q])
  useEffect(() => {
    if (composing || text === sent.current) return undefined
    const timer = setTimeout(() => {
      sent.current = text
      change({ q: text })
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text, composing])
  return (
    <input
      class="input find-text"
      type="search"
      aria-label={t('field')}
      placeholder={t('placeholder')}
      dir="auto"
      autocomplete="off"
      spellcheck={false}
      autoFocus={matchMedia('(min-width: 700px)').matches}
      maxLength={MOST_CHARACTERS}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={(event) => {
        setComposing(false)
        setText(event.currentTarget.value)
      }}
    />
  )
}

function Nothing({ asked, clear }: { asked: Asked; clear: () => void }) {
  if (!isAsked(asked)) return <Empty title={t('empty')}>{t('empty_text')}</Empty>
  return (
    <Empty title={t('nothing')} actions={<Button onClick={clear}>{t('clear')}</Button>}>
      {t('nothing_text')}
    </Empty>
  )
}

/** Exactly what is shown, every page of it. */
function ExportMenu({ asked, total }: { asked: Asked; total: number }) {
  const address = (format: string): string => {
    const query = findPath({ ...asked, list: null, columns: [] }).replace(/^\/find\??/, '')
    const more = new URLSearchParams({ columns: asked.columns.join(','), format })
    return `/api/v1/search/export?${[query.replace(/(^|&)columns=[^&]*/, ''), more].filter(Boolean).join('&')}`
  }
  const item = (format: string) => ({
    text: t(format === 'csv' ? 'export_csv' : 'export_xlsx', { n: number(total) }),
    href: address(format),
    // It has a name, so that the router leaves the link to the browser.
    download: `CIs.${format}`,
    disabled: total === 0,
  })
  return (
    <Menu label={t('export')} icon={Download} items={[item('xlsx'), item('csv')]}>
      {t('export')}
    </Menu>
  )
}
