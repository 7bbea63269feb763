import { useEffect, useMemo, useState } from 'preact/hooks'
import { get, Problem } from '../../api/client'
import type { CiClass } from '../../model/classes'
import { typed } from '../../model/values'
import { Button, Drawer, ProblemView, shortened, TextField } from '../../ui'
import { Conflict } from './conflict'
import { AttributeForm, placed, read, type Typed } from './form'
import { differences, merged, proposed, type Side } from './merging'
import type { Change, Ci, Details, Happened } from './types'
import { t } from './words'
import { change, flat, shaped, told, type Fields } from './writing'

interface EditProps {
  details: Details
  of: CiClass
  /** The field that is wanted first. */
  first?: string | undefined
  onClose: () => void
  onWritten: () => void
}

interface Clash {
  theirs: Ci
  by: Change | null
  chosen: Record<string, Side>
}

const STALE = 412
const SETTLE_MS = 350

/** The form that corrects a CI: checked as one types, told when somebody was faster, with the way back. */
export function Edit({ details, of, first, onClose, onWritten }: EditProps) {
  const [base, setBase] = useState(details.ci)
  const [text, setText] = useState<Typed>({})
  const [reason, setReason] = useState('')
  const [clash, setClash] = useState<Clash>()
  const [refused, setRefused] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const before = useMemo(() => flat(base), [base])
  const { changed, wrong } = read(of, before, text)
  const found = clash ? differences(before, flat(clash.theirs), changed) : []
  const fields = clash ? merged(found, clash.chosen) : changed
  const onto = clash?.theirs ?? base
  const errors = { ...refused, ...wrong }

  const meet = async (reasonOf: unknown) => {
    if (!(reasonOf instanceof Problem)) throw reasonOf
    if (reasonOf.status !== STALE) {
      const places = placed(reasonOf.said.errors)
      setRefused(places)
      setProblem(Object.keys(places).some((name) => of.attributes.some((one) => one.name === name)) ? undefined : reasonOf)
      return
    }
    const theirs = (await get('/api/v1/cis/{ref}', { params: { path: { ref: base.id } } })) as unknown as Ci
    const by = await writer(base.id)
    setClash({ theirs, by, chosen: proposed(differences(before, flat(theirs), changed)) })
    setProblem(undefined)
  }
  useChecked(onto, shaped(of.attributes, fields), Object.keys(wrong).length === 0 && !busy && !clash, () => setRefused({}), meet)

  const save = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const { revision } = await change(onto, shaped(of.attributes, fields), reason)
      told(t('changed', { name: shortened(onto.name, 60) }), revision, onWritten)
      onClose()
    } catch (reasonOf) {
      await meet(reasonOf).catch((other: unknown) => setProblem(other instanceof Problem ? other : new Problem({ status: -1, detail: String(other) })))
    } finally {
      setBusy(false)
    }
  }
  const takeUp = () => {
    if (!clash) return
    // Back to the form, on what they wrote: what I keep stands in it as if typed now.
    const kept: Typed = {}
    for (const one of of.attributes) if (one.name in fields) kept[one.name] = typed(one, fields[one.name])
    setBase(clash.theirs)
    setText(kept)
    setClash(undefined)
  }
  const dirty = Object.keys(text).length > 0 && (Object.keys(changed).length > 0 || Object.keys(wrong).length > 0)
  const close = () => (dirty && !leaving ? setLeaving(true) : onClose())
  const ready = Object.keys(wrong).length === 0 && Object.keys(fields).length > 0

  return (
    <Drawer
      wide
      title={<bdi>{t('edit_title', { name: shortened(base.name, 80) })}</bdi>}
      onClose={close}
      actions={
        // Each button has a key: one that became another under the finger would do what that one does.
        leaving ? (
          <>
            <span class="cis-leaving" role="alert">{t('leaving')}</span>
            <Button key="discard" kind="danger" onClick={onClose}>{t('discard')}</Button>
            <Button key="keep" kind="first" onClick={() => setLeaving(false)}>{t('keep_editing')}</Button>
          </>
        ) : (
          <>
            <Button key="cancel" onClick={close}>{t('cancel')}</Button>
            {clash ? <Button key="form" onClick={takeUp}>{t('conflict_form')}</Button> : null}
            {clash && Object.keys(fields).length === 0 ? (
              <Button key="done" kind="first" onClick={onClose}>{t('conflict_done')}</Button>
            ) : (
              <Button key="save" kind="first" type="submit" form="cis-edit" disabled={!ready} busy={busy}>{clash ? t('save_merged') : t('save')}</Button>
            )}
          </>
        )
      }
    >
      <form
        id="cis-edit"
        noValidate
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void save()
        }}
      >
        {problem ? <ProblemView of={problem} /> : null}
        {clash ? (
          <Conflict of={of} by={clash.by} found={found} chosen={clash.chosen} onChoose={(chosen) => setClash({ ...clash, chosen })} />
        ) : (
          <AttributeForm of={of} before={before} text={text} onText={(name, said) => setText({ ...text, [name]: said })} errors={errors} first={first} />
        )}
        {details.sources.some((one) => one.counts) && !clash ? <p class="soft small">{t('pins_hint')}</p> : null}
        <TextField label={t('reason')} hint={t('reason_hint')} value={reason} onText={setReason} maxLength={2000} />
      </form>
    </Drawer>
  )
}

/** Ask the server, a moment after the last key, whether the fields could be written. */
function useChecked(ci: Ci, body: Fields, on: boolean, good: () => void, bad: (reason: unknown) => Promise<void>): void {
  const asked = JSON.stringify([ci.id, ci.rev, body])
  useEffect(() => {
    if (!on || Object.keys(body).length === 0) return undefined
    let ended = false
    const timer = setTimeout(() => {
      change(ci, body, '', true).then(
        () => !ended && good(),
        (reason: unknown) => !ended && void bad(reason).catch(() => undefined),
      )
    }, SETTLE_MS)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [asked, on])
}

/** Who wrote a CI last. */
async function writer(ref: string): Promise<Change | null> {
  const history = (await get('/api/v1/cis/{ref}/history', { params: { path: { ref }, query: { limit: 10 } } })) as unknown as { items: Happened[] }
  const last = history.items.find((one) => one.kind === 'ci' && one.ci === ref)?.revision
  return last ? { revision: last.number, at: last.at, actor: last.actor, source: last.source ?? null, reason: last.reason ?? null, run: last.run ?? null } : null
}
