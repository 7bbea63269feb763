import { useId, useState } from 'preact/hooks'
import { Plus, X } from 'lucide'
import { get, post, Problem, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { className, valueName } from '../../model/words'
import { number } from '../../texts'
import { Button, Dialog, done, failed, Field, IconButton, ProblemView, Select, Skeleton, Table, TextField, CiLink, type Column } from '../../ui'
import { fieldName, t } from './words'

type Seen = Answer<'post', '/api/v1/bulk/preview'>
type Line = Seen['items'][number]

interface Attribute {
  name: string
  type: string
  enum?: string[]
}

interface BulkEditProps {
  ids: readonly string[]
  /** What is set at the start. */
  first: Record<string, unknown>
  owners: readonly (string | number | null)[]
  onClose: () => void
  onChanged: () => void
  onDone: () => void
}

const FIRST = ['owner', 'support_team', 'environment', 'criticality', 'lifecycle']
const NEVER = new Set(['name', 'pinned', 'sources', 'merged_into', 'first_seen', 'last_seen', 'health'])
const SHOWN = 200

/** Edit many CIs: what to set, what that would change CI by CI, then all of it as one revision. */
export function BulkEdit({ ids, first, owners, onClose, onChanged, onDone }: BulkEditProps) {
  const retires = first['lifecycle'] === 'retired'
  const [set, setSet] = useState<[string, unknown][]>(Object.keys(first).length ? Object.entries(first) : [['owner', '']])
  const [reason, setReason] = useState('')
  const [seen, setSeen] = useState<Seen>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const model = useAnswer((signal) => get('/api/v1/model', { signal }), [], { live: false })
  const attributes = attributesOf(model.value)

  const fields = Object.fromEntries(set.map(([name, value]) => [name, typed(attributes.get(name), value)]))
  const change = (next: [string, unknown][]) => {
    setSet(next)
    setSeen(undefined)
    setProblem(undefined)
  }
  const look = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      setSeen(await post('/api/v1/bulk/preview', { body: { cis: [...ids], set: fields } }))
    } catch (caught) {
      if (caught instanceof Problem) setProblem(caught)
      else failed(caught)
    }
    setBusy(false)
  }
  const write = async () => {
    if (!seen) return
    setBusy(true)
    try {
      const query = reason.trim() ? { reason: reason.trim() } : {}
      const body = { cis: [...ids], set: fields, expected: seen.revision, skip_refused: true }
      const { revision, changed } = await post('/api/v1/bulk', { params: { query }, body })
      done(
        t('done', { n: changed, shown: number(changed) }),
        revision === null ? undefined : () => post('/api/v1/revisions/{number}/undo', { params: { path: { number: revision } } }).then(onChanged),
      )
      onChanged()
      onDone()
    } catch (caught) {
      setBusy(false)
      // Somebody else was quicker: what was looked at does not hold any more.
      setSeen(undefined)
      if (caught instanceof Problem) setProblem(caught)
      else failed(caught)
    }
  }
  const free = [...FIRST, ...[...attributes.keys()].filter((one) => !FIRST.includes(one))].filter((one) => !NEVER.has(one) && !set.some(([name]) => name === one))
  return (
    <Dialog
      wide
      title={t(retires ? 'retire_title' : 'edit_title', { n: ids.length, shown: number(ids.length) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {seen && seen.changed > 0 ? (
            <Button kind={retires ? 'danger' : 'first'} busy={busy} onClick={write}>{t('write', { n: seen.changed, shown: number(seen.changed) })}</Button>
          ) : (
            <Button kind="first" busy={busy} disabled={set.length === 0} onClick={look}>{t('preview')}</Button>
          )}
        </>
      }
    >
      <div class="stack">
        {model.problem ? <ProblemView of={model.problem} again={model.again} /> : !model.value ? <Skeleton lines={3} /> : null}
        {model.value ? (
          <div class="find-edit">
            {set.map(([name, value], at) => (
              <div key={name} class="find-edit-row">
                <Select
                  label={t('attribute')}
                  bare={at > 0}
                  value={name}
                  onText={(next) => change(set.map((one, n) => (n === at ? [next, ''] : one)))}
                  options={[name, ...free].map((one): [string, string] => [one, fieldName(one)])}
                />
                <Value of={attributes.get(name)} name={name} value={value} bare={at > 0} owners={owners} onValue={(next) => change(set.map((one, n) => (n === at ? [name, next] : one)))} />
                <IconButton label={t('leave_out', { column: fieldName(name) })} icon={X} disabled={set.length === 1} onClick={() => change(set.filter((_, n) => n !== at))} />
              </div>
            ))}
            <div>
              <Button kind="quiet" small icon={Plus} disabled={free.length === 0} onClick={() => change([...set, [free[0] ?? '', '']])}>{t('also')}</Button>
            </div>
          </div>
        ) : null}
        <TextField label={t('reason')} value={reason} onText={setReason} maxLength={2000} placeholder={t('reason_hint')} />
        {problem ? <ProblemView of={problem} /> : null}
        {seen ? <Preview seen={seen} retires={retires} /> : null}
      </div>
    </Dialog>
  )
}

interface ValueProps {
  of: Attribute | undefined
  name: string
  value: unknown
  bare: boolean
  owners: readonly (string | number | null)[]
  onValue: (value: string) => void
}

function Value({ of, name, value, bare, owners, onValue }: ValueProps) {
  const list = useId()
  const text = typeof value === 'string' ? value : ''
  const label = t('value')
  if (of?.enum) {
    const options = of.enum.map((one): [string, string] => [one, valueName(name, one)])
    return <Select label={label} bare={bare} value={text} onText={onValue} options={[['', t('unset')], ...options]} />
  }
  if (of?.type === 'boolean') {
    return <Select label={label} bare={bare} value={text} onText={onValue} options={[['', t('unset')], ['true', t('yes')], ['false', t('no')]]} />
  }
  const known = name === 'owner' ? owners.filter((one) => one !== null) : []
  return (
    <Field label={label} bare={bare} hint={text === '' ? t('unset_hint') : of?.type === 'strings' ? t('strings_hint') : undefined}>
      {(ids) => (
        <>
          <input {...ids} class="input" dir="auto" autocomplete="off" list={known.length ? list : undefined} type={of?.type === 'date' ? 'date' : 'text'} value={text} onInput={(event) => onValue(event.currentTarget.value)} />
          {known.length ? (
            <datalist id={list}>
              {known.map((one) => (
                <option key={String(one)} value={String(one)}>{String(one)}</option>
              ))}
            </datalist>
          ) : null}
        </>
      )}
    </Field>
  )
}

/** What would change, CI by CI; what is refused comes first. */
function Preview({ seen, retires }: { seen: Seen; retires: boolean }) {
  const lines = [...seen.items].sort((a, b) => Number(b.refused !== null) - Number(a.refused !== null) || (b.needed_by ?? 0) - (a.needed_by ?? 0))
  const columns: Column<Line>[] = [
    { key: 'name', title: t('ci'), cell: (one) => <><CiLink ci={{ id: one.id, name: one.name }} /> <span class="soft small">{one.class ? className(one.class) : ''}</span></> },
    { key: 'change', title: t('change'), cell: (one) => (one.refused === null ? <Changes of={one} /> : <span class="find-refused">{t('refused', { reason: one.refused })}</span>) },
  ]
  if (retires) columns.push({ key: 'needed_by', title: t('needed_by'), align: 'end', cell: (one) => (one.needed_by ? <strong class="find-refused">{number(one.needed_by)}</strong> : '0') })
  const needed = seen.items.filter((one) => one.needed_by).length
  return (
    <section class="stack tight" aria-label={t('preview')}>
      <p role="status">
        <strong>{t('would_change', { n: seen.changed, shown: number(seen.changed) })}</strong>{' '}
        {seen.unchanged ? t('unchanged', { n: seen.unchanged, shown: number(seen.unchanged) }) : ''}{' '}
        {seen.refused ? t('would_refuse', { n: seen.refused, shown: number(seen.refused) }) : ''}{' '}
        {needed ? <strong class="find-refused">{t('still_needed', { n: needed, shown: number(needed) })}</strong> : null}
      </p>
      {lines.length ? <Table caption={t('preview')} columns={columns} rows={lines.slice(0, SHOWN)} rowKey={(one) => one.id} /> : null}
      {lines.length > SHOWN ? <p class="soft">{t('and_more', { n: number(lines.length - SHOWN) })}</p> : null}
    </section>
  )
}

function Changes({ of }: { of: Line }) {
  return (
    <ul class="find-changes">
      {Object.entries(of.changes).map(([name, { before, after }]) => (
        <li key={name}>
          <span class="soft">{fieldName(name)}</span> <s dir="auto">{shown(name, before)}</s> <span aria-hidden="true">→</span> <span dir="auto">{shown(name, after)}</span>
        </li>
      ))}
    </ul>
  )
}

function shown(name: string, value: unknown): string {
  if (value === null || value === undefined) return t('none')
  if (Array.isArray(value)) return value.map(String).join(', ').slice(0, 200)
  return typeof value === 'string' ? valueName(name, value).slice(0, 200) : String(value)
}

function attributesOf(model: Answer<'get', '/api/v1/model'> | undefined): ReadonlyMap<string, Attribute> {
  const classes = (model?.classes ?? []) as unknown as { name: string; attributes: Attribute[] }[]
  const found = new Map<string, Attribute>()
  // What all CIs have comes first.
  for (const one of [...classes].sort((a, b) => Number(b.name === 'ci') - Number(a.name === 'ci'))) {
    for (const attribute of one.attributes) if (!found.has(attribute.name)) found.set(attribute.name, attribute)
  }
  return found
}

/** What was typed as the API takes it; nothing unsets. */
function typed(of: Attribute | undefined, value: unknown): unknown {
  const text = typeof value === 'string' ? value.trim() : value
  if (text === '' || text === undefined || text === null) return null
  if (typeof text !== 'string') return text
  if (of?.type === 'strings') return text.split(',').map((one) => one.trim()).filter(Boolean)
  if (of?.type === 'boolean') return text === 'true'
  if ((of?.type === 'integer' || of?.type === 'number') && text !== '' && Number.isFinite(Number(text))) return Number(text)
  return text
}
