import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import { useAnswer } from '../../api/answer'
import { get, Problem } from '../../api/client'
import { className, layerName } from '../../model/words'
import { ciClass, ciClasses, type CiClass } from '../../model/classes'
import { useQuery } from '../../query'
import { language } from '../../texts'
import { who, may } from '../../who'
import { Button, CiLink, ciPath, Empty, Field, PageHead, ProblemView, shortened, Skeleton, TextField, type Named } from '../../ui'
import { AttributeForm, placed, read, type Typed } from './form'
import { t } from './words'
import { add, shaped, told } from './writing'
import './page.css'

const SETTLE_MS = 300

/** A new CI: its class, then the fields that the class has. */
export default function New() {
  const [query, setQuery] = useQuery()
  const classes = useAnswer(ciClasses, [], { live: false })
  const of = useAnswer(query.class ? () => ciClass(query.class ?? '') : null, [query.class], { live: false, keep: false })
  if (!may('edit')) return <Empty title={t('no_right')}>{t('no_right_text', { role: who.value?.role })}</Empty>
  return (
    <div class="cis-new">
      <PageHead title={query.class ? t('new_of', { class: className(query.class) }) : t('new_title')} under={language.value === 'en' ? of.value?.summary : undefined} />
      {classes.problem ? <ProblemView of={classes.problem} again={classes.again} /> : null}
      {classes.value ? <ClassField classes={classes.value} value={query.class ?? ''} onText={(name) => setQuery({ class: name })} /> : <Skeleton lines={2} />}
      {of.problem ? <ProblemView of={of.problem} href={(one) => `/cis/new?class=${encodeURIComponent(one)}`} /> : null}
      {of.value ? <Creation key={of.value.name} of={of.value} name={query.name ?? ''} /> : null}
    </div>
  )
}

function ClassField({ classes, value, onText }: { classes: CiClass[]; value: string; onText: (name: string) => void }) {
  const layers = [2, 3, 4, 5, 6, 1, null]
  return (
    <Field label={t('class')} hint={value ? undefined : t('class_hint')} required>
      {(ids) => (
        <select {...ids} class="input cis-new-class" value={value} onChange={(event) => onText(event.currentTarget.value)}>
          <option value="">{t('class_choose')}</option>
          {layers.map((layer) => (
            <optgroup key={layer} label={layerName(layer)}>
              {classes
                .filter((one) => one.layer === layer && !one.abstract)
                .map((one) => [one.name, className(one.name)] as const)
                .sort((a, b) => a[1].localeCompare(b[1]))
                .map(([name, title]) => <option key={name} value={name}>{title}</option>)}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  )
}

function Creation({ of, name }: { of: CiClass; name: string }) {
  const { route } = useLocation()
  const [text, setText] = useState<Typed>(name ? { name } : {})
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const { changed, wrong } = read(of, {}, text)
  const body = { class: of.name, ...shaped(of.attributes, changed) }
  const ready = Object.keys(wrong).length === 0
  const alike = useAlike(of.name, typeof changed.name === 'string' ? changed.name : '')
  const refuse = (reasonOf: unknown) => {
    const found = reasonOf instanceof Problem ? reasonOf : new Problem({ status: -1, detail: String(reasonOf) })
    const places = placed(found.said.errors)
    setRefused(places)
    setProblem(Object.keys(places).length ? undefined : found)
  }
  useEffect(() => {
    if (!ready || busy) return undefined
    let ended = false
    const timer = setTimeout(() => {
      add(body, '', true).then(() => !ended && setRefused({}), (found: unknown) => !ended && refuse(found))
    }, SETTLE_MS)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [JSON.stringify(body), ready])

  const save = async () => {
    setTried(true)
    if (!ready) {
      document.querySelector<HTMLElement>(`.cis-form [data-field=${Object.keys(wrong)[0]}] .input`)?.focus()
      return
    }
    setBusy(true)
    try {
      const { ci, revision } = await add(body, reason)
      route(ciPath(ci.id))
      told(t('added', { name: shortened(ci.name, 60) }), revision, () => undefined)
    } catch (found) {
      refuse(found)
      setBusy(false)
    }
  }
  // What nobody has touched yet is not called wrong.
  const shown = Object.fromEntries(Object.entries(wrong).filter(([one]) => tried || one in text))
  return (
    <form
      class="sheet stack cis-new-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {problem ? <ProblemView of={problem} /> : null}
      <AttributeForm of={of} before={{}} text={text} onText={(field, said) => setText({ ...text, [field]: said })} errors={{ ...refused, ...shown }} first="name" />
      {alike ? (
        <p class="cis-notice at-risk" role="status">
          <span>{t.rich('alike', { ci: <CiLink key="ci" ci={alike} withClass /> })}</span>
        </p>
      ) : null}
      <TextField label={t('reason')} hint={t('reason_hint')} value={reason} onText={setReason} maxLength={2000} />
      <div class="row">
        <Button kind="first" type="submit" busy={busy}>{t('create')}</Button>
      </div>
    </form>
  )
}

/** A CI of that class that bears the name already. */
function useAlike(of: string, name: string): Named | undefined {
  const [found, setFound] = useState<Named>()
  useEffect(() => {
    setFound(undefined)
    if (!name) return undefined
    const ended = new AbortController()
    const timer = setTimeout(() => {
      const path = { ref: `${of}:${name}`.slice(0, 600) }
      get('/api/v1/cis/{ref}', { params: { path }, signal: ended.signal }).then(
        (ci) => setFound(ci as unknown as Named),
        () => undefined,
      )
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [of, name])
  return found
}
