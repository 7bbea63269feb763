import { Database, Pin } from 'lucide'
import { useAnswer } from '../../api/answer'
import { get } from '../../api/client'
import type { CiClass } from '../../model/classes'
import { same } from '../../model/values'
import { may } from '../../who'
import { Badge, Button, type Column, Empty, failed, Icon, ProblemView, Skeleton, Table, When } from '../../ui'
import { fieldName, FieldValue } from './fields'
import type { Details, Said, Source } from './types'
import { t } from './words'
import { release, told } from './writing'

interface SourcesProps {
  details: Details
  of: CiClass | undefined
  again: () => void
}

/** Who knows the CI, since when, and what each says of it: whose word holds is marked. */
export function Sources({ details, of, again }: SourcesProps) {
  const { ci, sources } = details
  const said = useAnswer(
    (signal) => get('/api/v1/reconciliation/{ref}', { params: { path: { ref: ci.id } }, signal }) as unknown as Promise<{ attributes: Said[]; pinned: string[] }>,
    [ci.id, ci.rev, details.revision],
    { live: false },
  )
  if (said.problem) return <ProblemView of={said.problem} again={said.again} />
  if (!said.value) return <Skeleton lines={6} />
  const { attributes, pinned } = said.value
  if (sources.length === 0) {
    return <Empty icon={Database} title={t('no_source')}>{t('no_source_text')}</Empty>
  }
  const give = (names: string[]) =>
    release(ci.id, names, t('release_reason')).then(
      ({ revision }) => told(names.length === 1 ? t('released', { name: fieldName(names[0] ?? '') }) : t('released_all'), revision, again),
      failed,
    )
  return (
    <div class="stack">
      <Table caption={t('tab_sources')} columns={SOURCE_COLUMNS} rows={sources} rowKey={(one) => `${one.source} ${one.external_id}`} />
      {pinned.length ? (
        <section class="sheet stack tight" aria-labelledby="cis-pinned">
          <h2 id="cis-pinned">{t('pinned_heading')}</h2>
          <p class="soft">{t('pinned_text')}</p>
          <ul class="row">
            {pinned.map((name) => (
              <li key={name} class="cis-pinned-field">
                <Icon of={Pin} size={12} /> {fieldName(name)}
                {may('edit') ? <Button small kind="quiet" onClick={() => void give([name])}>{t('release')}</Button> : null}
              </li>
            ))}
          </ul>
          {may('edit') && pinned.length > 1 ? <div><Button small onClick={() => void give([])}>{t('release_all')}</Button></div> : null}
        </section>
      ) : null}
      <Matrix attributes={attributes} sources={sources} of={of} />
    </div>
  )
}

const SOURCE_COLUMNS: readonly Column<Source>[] = [
  {
    key: 'source',
    get title() {
      return t('source')
    },
    sort: (one) => one.source,
    cell: (one) => <a href={`/sources?source=${encodeURIComponent(one.source)}`}><bdi>{one.source}</bdi></a>,
  },
  {
    key: 'external_id',
    get title() {
      return t('external_id')
    },
    cell: (one) => <bdi class="cis-external" title={one.external_id}>{one.external_id.slice(0, 80)}</bdi>,
  },
  {
    key: 'place',
    get title() {
      return t('place')
    },
    cell: (one) => <bdi class="soft">{one.place || '—'}</bdi>,
  },
  {
    key: 'seen',
    get title() {
      return t('seen_at')
    },
    sort: (one) => one.seen_at ?? '',
    cell: (one) => (
      <>
        <When at={one.seen_at} />{' '}
        {one.missing_since ? <Badge tone="degraded">{t.rich('missing_since', { when: <When key="when" at={one.missing_since} /> })}</Badge> : null}
        {one.counts ? null : <Badge>{t('not_counted')}</Badge>}
      </>
    ),
  },
]

/** Every attribute that a source speaks of: one column a source. */
function Matrix({ attributes, sources, of }: { attributes: readonly Said[]; sources: readonly Source[]; of: CiClass | undefined }) {
  const names = [...new Set(sources.map((one) => one.source))]
  const columns: Column<Said>[] = [
    { key: 'name', title: t('attribute'), sort: (one) => fieldName(one.name), cell: (one) => fieldName(one.name) },
    {
      key: 'value',
      title: t('holds_here'),
      cell: (one) => (
        <>
          <FieldValue name={one.name} value={one.value} of={of} />{' '}
          {one.pinned ? <span class="cis-pinned small"><Icon of={Pin} size={12} /> {t('pinned')}</span> : null}
        </>
      ),
    },
    ...names.map((source): Column<Said> => ({
      key: source,
      title: source.slice(0, 40),
      cell: (one) => {
        const word = one.said.find((each) => each.source === source)
        if (!word) return <span class="soft">—</span>
        const differs = !same(word.value, one.value)
        return (
          <span class={differs ? 'cis-differs' : undefined}>
            <FieldValue name={one.name} value={word.value} of={of} />{' '}
            {word.holds && names.length > 1 ? <Badge tone="ok">{t('holds')}</Badge> : null}
            {word.expired ? <Badge tone="degraded" title={t('expired_title')}>{t('expired')}</Badge> : null}
          </span>
        )
      },
    })),
  ]
  return <Table caption={t('matrix')} columns={columns} rows={attributes} rowKey={(one) => one.name} rowClass={(one) => (one.said.some((each) => !same(each.value, one.value)) ? 'cis-row-differs' : undefined)} />
}
