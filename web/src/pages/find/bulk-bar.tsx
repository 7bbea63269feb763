import { useState } from 'preact/hooks'
import { Archive, PencilLine } from 'lucide'
import { get } from '../../api/client'
import type { Row } from '../../search/found'
import { number } from '../../texts'
import { Button, failed } from '../../ui'
import { questionOf, type Asked } from './asked'
import { BulkEdit } from './bulk-edit'
import { t } from './words'

interface BulkBarProps {
  asked: Asked
  total: number
  rows: readonly Row[]
  selected: ReadonlySet<string>
  onSelect: (ids: ReadonlySet<string>) => void
  /** Something was written, or taken back. */
  onChanged: () => void
  owners: readonly (string | number | null)[]
}

const MOST = 5000
const A_PAGE = 1000

/** What can be done with the rows that are selected. */
export function BulkBar({ asked, total, rows, selected, onSelect, onChanged, owners }: BulkBarProps) {
  const [editing, setEditing] = useState<Record<string, unknown> | null>(null)
  const [busy, setBusy] = useState(false)
  const whole = rows.length > 0 && rows.every((one) => selected.has(one.id))
  const all = async () => {
    setBusy(true)
    try {
      onSelect(await allIds(asked))
    } catch (reason) {
      failed(reason)
    }
    setBusy(false)
  }
  return (
    <>
      <div class="find-bulk" role="region" aria-label={t('bulk')}>
        <strong role="status">{t('selected', { n: selected.size, shown: number(selected.size) })}</strong>
        {whole && selected.size < total && total <= MOST ? (
          <Button small busy={busy} onClick={all}>{t('select_all', { n: number(total) })}</Button>
        ) : null}
        <span class="find-bulk-room" />
        <Button small kind="first" icon={PencilLine} onClick={() => setEditing({})}>{t('edit')}</Button>
        <Button small kind="danger" icon={Archive} onClick={() => setEditing({ lifecycle: 'retired' })}>{t('retire')}</Button>
        <Button small kind="quiet" onClick={() => onSelect(new Set())}>{t('unselect')}</Button>
      </div>
      {editing ? (
        <BulkEdit
          ids={[...selected]}
          first={editing}
          owners={owners}
          onChanged={onChanged}
          onClose={() => setEditing(null)}
          onDone={() => {
            setEditing(null)
            onSelect(new Set())
          }}
        />
      ) : null}
    </>
  )
}

/** The ids of all that is found, page by page. */
async function allIds(asked: Asked): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  let cursor: string | null = null
  do {
    const query = { ...questionOf(asked), limit: A_PAGE, ...(cursor ? { cursor } : {}) }
    const page: { items: { id: string }[]; next: string | null } = await get('/api/v1/search', { params: { query } })
    for (const one of page.items) ids.add(one.id)
    cursor = page.next
  } while (cursor && ids.size < MOST)
  return ids
}
