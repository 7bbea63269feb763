import { useEffect, useState } from 'preact/hooks'
import { useAnswer } from '../../api/answer'
import { get, Problem } from '../../api/client'
import { attributeName, className, valueName, verb as verbName } from '../../model/words'
import type { Attribute } from '../../model/classes'
import { parsed, typed } from '../../model/values'
import { AttributeField, Button, CiLink, CiPicker, Drawer, type Named, ProblemView, Select, shortened, TextField, wrongText } from '../../ui'
import { Sentence } from './sentence'
import type { Details, Related } from './types'
import { t } from './words'
import { relate, told, type Fields } from './writing'

/** A relation that is there already, as this CI's page lists it. */
export interface Existing {
  direction: 'out' | 'in'
  type: string
  verb: string
  related: Related
}

interface Kind {
  name: string
  summary: string
  verb: string
  reverse_verb: string
  strength: string
  group: string | null
  quorum: unknown
  attributes: Attribute[]
}

interface Joining {
  out: Kind[]
  in: Kind[]
}

interface RelateProps {
  details: Details
  existing?: Existing
  onClose: () => void
  onWritten: () => void
}

/** Relates the CI to another: only what the model allows for the two, read as the sentence that it will be. */
export function Relate({ details, existing, onClose, onWritten }: RelateProps) {
  const { ci } = details
  const [other, setOther] = useState<Named | undefined>(existing?.related.ci)
  const joining = useAnswer(
    other?.class
      ? (signal) =>
          get('/api/v1/model/joining', { params: { query: { from: ci.class, to: other.class ?? '' } }, signal }) as unknown as Promise<Joining>
      : null,
    [other?.id],
    { live: false, keep: false },
  )
  return (
    <Drawer title={<bdi>{t(existing ? 'relation_title' : 'relate_title', { name: shortened(ci.name, 80) })}</bdi>} onClose={onClose}>
      <div class="stack">
        {existing ? null : other ? (
          <p class="row apart">
            <CiLink ci={other} withClass />
            <Button small onClick={() => setOther(undefined)}>{t('other_one')}</Button>
          </p>
        ) : (
          <CiPicker label={t('other')} onPick={setOther} autoFocus />
        )}
        {joining.problem ? <ProblemView of={joining.problem} again={joining.again} /> : null}
        {other && other.id === ci.id ? <p class="field-error" role="alert">{t('itself')}</p> : null}
        {other && other.id !== ci.id && joining.value ? (
          <Way key={other.id} details={details} other={other} joining={joining.value} existing={existing} onClose={onClose} onWritten={onWritten} />
        ) : null}
      </div>
    </Drawer>
  )
}

const key = (direction: 'out' | 'in', type: string) => `${direction} ${type}`

interface WayProps extends RelateProps {
  other: Named
  joining: Joining
}

function Way({ details, other, joining, existing, onClose, onWritten }: WayProps) {
  const { ci } = details
  const ways = [...joining.out.map((kind) => ({ kind, direction: 'out' as const })), ...joining.in.map((kind) => ({ kind, direction: 'in' as const }))]
  const first = existing ? key(existing.direction, existing.type) : ways[0] ? key(ways[0].direction, ways[0].kind.name) : ''
  const [chosen, setChosen] = useState(first)
  const way = ways.find((one) => key(one.direction, one.kind.name) === chosen)
  const there = existing?.related ?? (way && details.relations.find((one) => one.direction === way.direction && one.type === way.kind.name)?.items.find((one) => one.ci.id === other.id))
  if (ways.length === 0) return <p class="cis-notice degraded"><span>{t('no_way', { from: className(ci.class), to: className(other.class ?? '') })}</span></p>
  return (
    <>
      {existing ? null : (
        <fieldset class="cis-ways">
          <legend>{t('which_relation')}</legend>
          {ways.map(({ kind, direction }) => {
            const [from, to] = direction === 'out' ? [ci, other] : [other, ci]
            return (
              <label key={key(direction, kind.name)} class={chosen === key(direction, kind.name) ? 'cis-way chosen' : 'cis-way'}>
                <input type="radio" name="cis-way" checked={chosen === key(direction, kind.name)} onChange={() => setChosen(key(direction, kind.name))} />
                <span><Sentence from={from.name} verb={verbName(kind.name, 'out', kind.verb)} to={to.name} /></span>
              </label>
            )
          })}
        </fieldset>
      )}
      {way ? (
        <Particulars key={chosen} details={details} other={other} kind={way.kind} direction={way.direction} there={there} onClose={onClose} onWritten={onWritten} />
      ) : null}
    </>
  )
}

interface ParticularsProps extends RelateProps {
  other: Named
  kind: Kind
  direction: 'out' | 'in'
  there: Related | undefined
}

const STRENGTHS = ['hard', 'soft', 'standby', 'none'] as const
const SETTLE_MS = 300

/** How strong it is, in which group, what the type asks for: and the sentence as it will read. */
function Particulars({ details, other, kind, direction, there, onClose, onWritten }: ParticularsProps) {
  const { ci } = details
  const [from, to] = direction === 'out' ? [ci, other] : [other, ci]
  const ends = { from: from.id, type: kind.name, to: to.id }
  const [strength, setStrength] = useState(there?.stated.strength ?? '')
  const [group, setGroup] = useState(there && 'group' in there.stated ? (there.stated.group ?? NONE) : '')
  const [more, setMore] = useState<Record<string, string>>({})
  const [reason, setReason] = useState('')
  const [come, setCome] = useState<{ strength: string; group: string | null }>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const own = kind.attributes.filter((one) => !one.common || one.name === 'tolerates')
  const { fields, wrong } = stated(own, there, strength, group, more)
  const body = JSON.stringify(fields)
  useEffect(() => {
    if (Object.keys(wrong).length) return undefined
    let ended = false
    const timer = setTimeout(() => {
      relate(ends, fields, '', true).then(
        (found) => {
          if (ended) return
          setCome(found.relation)
          setProblem(undefined)
        },
        (found: unknown) => !ended && found instanceof Problem && setProblem(found),
      )
    }, SETTLE_MS)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [body])
  const save = async () => {
    setBusy(true)
    try {
      const { revision } = await relate(ends, fields, reason)
      told(t(there ? 'relation_changed' : 'related', { name: shortened(other.name, 60) }), revision, onWritten)
      onClose()
    } catch (found) {
      setProblem(found instanceof Problem ? found : new Problem({ status: -1, detail: String(found) }))
      setBusy(false)
    }
  }
  const groups = [...new Set(details.needs.map((one) => one.group).filter((one) => one !== null))]
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (Object.keys(wrong).length === 0) void save()
      }}
    >
      <div class="cis-sentence" aria-live="polite">
        <p><Sentence from={from.name} verb={verbName(kind.name, 'out', kind.verb)} to={to.name} /></p>
        {come ? (
          <p class="small">
            {t(`strength_${come.strength as 'hard'}`)} {come.group ? t.rich('group_of', { group: <bdi key="group">{come.group}</bdi> }) : null}
          </p>
        ) : null}
        {there ? <p class="small soft">{t('already_related')}</p> : null}
      </div>
      {problem ? <ProblemView of={problem} /> : null}
      <Select
        label={attributeName('strength')}
        value={strength}
        onText={setStrength}
        options={[['', t('as_type', { value: valueName('strength', kind.strength) })], ...STRENGTHS.map((one) => [one, valueName('strength', one)] as const)]}
      />
      <TextField
        label={attributeName('group')}
        hint={t(kind.group ? 'group_hint_default' : 'group_hint', { group: kind.group ?? '', none: NONE })}
        value={group}
        onText={setGroup}
        list="cis-groups"
        placeholder={kind.group ?? ''}
        maxLength={100}
      />
      <datalist id="cis-groups">
        {groups.map((one) => <option key={one} value={one}>{one}</option>)}
      </datalist>
      {own.map((one) => (
        <AttributeField
          key={one.name}
          attribute={one}
          text={more[one.name] ?? typed(one, one.name === 'tolerates' ? there?.tolerates : there?.attributes[one.name])}
          onText={(said) => setMore({ ...more, [one.name]: said })}
          error={wrong[one.name]}
        />
      ))}
      <TextField label={t('reason')} hint={t('reason_hint')} value={reason} onText={setReason} maxLength={2000} />
      <div class="row">
        <Button kind="first" type="submit" busy={busy} disabled={problem !== undefined || Object.keys(wrong).length > 0}>{t(there ? 'save' : 'relate_do')}</Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  )
}

const NONE = '-'

/** What the relation is to say: what it said before, with what was typed. */
function stated(own: readonly Attribute[], there: Related | undefined, strength: string, group: string, more: Record<string, string>) {
  const fields: Fields = {}
  const wrong: Record<string, string> = {}
  if (there) {
    const { origin, confidence, first_seen, last_seen, sources, tolerates } = there
    const kept = { ...there.attributes, origin, confidence, first_seen, last_seen, tolerates, ...(sources.length ? { sources } : {}) }
    for (const [name, value] of Object.entries(kept)) if (value !== null && value !== undefined) fields[name] = value
  } else fields.origin = 'declared'
  for (const one of own) {
    const said = more[one.name]
    if (said === undefined) continue
    const found = parsed(one, said)
    if ('wrong' in found) wrong[one.name] = wrongText(found.wrong)
    else if (found.value === null) delete fields[one.name]
    else fields[one.name] = found.value
  }
  if (strength) fields.strength = strength
  if (group.trim()) fields.group = group.trim() === NONE ? null : group.trim()
  return { fields, wrong }
}
