import { useState } from 'preact/hooks'
import { del, get, Problem, put, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { Button, Dialog, done, failed, ProblemView, Select, Skeleton, TextField } from '../../ui'
import { checked } from './live'
import { t } from './words'

interface LiveFormProps {
  /** The source to edit; empty for a new one. */
  name: string
  onClose: () => void
  onSaved: () => void
}

/** A live source: its kind, its settings, secrets as references, and whether its host may be reached. */
export function LiveForm({ name, onClose, onSaved }: LiveFormProps) {
  const kinds = useAnswer((signal) => get('/api/v1/importers', { signal }), [], { live: false })
  const before = useAnswer(name ? (signal) => get('/api/v1/sources/{name}', { params: { path: { name } }, signal }) : null, [name], { live: false })
  const every = kinds.value?.items
  const problem = kinds.problem ?? before.problem
  if (!every || (name && !before.value)) {
    return (
      <Dialog title={t(name ? 'edit_live' : 'add_live')} onClose={onClose}>
        {problem ? <ProblemView of={problem} /> : <Skeleton />}
      </Dialog>
    )
  }
  const live = every.filter((one) => one.live.length > 0)
  return <Form name={name} kinds={live} kind={before.value?.kind ?? live[0]?.kind ?? ''} settings={(before.value?.settings ?? {}) as Record<string, string>} onClose={onClose} onSaved={onSaved} />
}

type Kinds = Answer<'get', '/api/v1/importers'>['items']

interface FormProps extends LiveFormProps {
  kinds: Kinds
  kind: string
  settings: Record<string, string>
}

function Form({ name, kinds, onClose, onSaved, ...start }: FormProps) {
  const [named, setNamed] = useState(name)
  const [kind, setKind] = useState(start.kind)
  const [settings, setSettings] = useState(start.settings)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const fields = kinds.find((one) => one.kind === kind)?.live ?? []
  const errors = new Map(problem?.said.errors?.map((one) => [one.place, one.reason]))

  const save = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const wanted = Object.fromEntries(fields.map((one) => [one.name, settings[one.name]?.trim() ?? '']).filter(([, value]) => value))
      await put('/api/v1/sources/{name}', { params: { path: { name: named.trim() } }, body: { kind, settings: wanted } })
      onSaved()
      onClose()
      void checked(named.trim())
    } catch (reason) {
      if (reason instanceof Problem) setProblem(reason)
      else failed(reason)
    }
    setBusy(false)
  }
  const remove = async () => {
    setBusy(true)
    try {
      await del('/api/v1/sources/{name}', { params: { path: { name } } })
      done(t('removed_live', { name }), () => put('/api/v1/sources/{name}', { params: { path: { name } }, body: { kind: start.kind, settings: start.settings } }).then(onSaved))
      onSaved()
      onClose()
    } catch (reason) {
      failed(reason)
    }
    setBusy(false)
  }

  return (
    <Dialog
      title={t(name ? 'edit_live' : 'add_live')}
      onClose={onClose}
      actions={
        <>
          {name ? <Button kind="danger" onClick={() => void remove()} busy={busy}>{t('remove_live')}</Button> : null}
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="first" onClick={() => void save()} busy={busy} disabled={!named.trim()}>{t('save')}</Button>
        </>
      }
    >
      <div class="stack">
        {problem && errors.size === 0 ? <ProblemView of={problem} /> : null}
        {name ? null : <TextField label={t('live_name')} hint={t('live_name_hint')} value={named} onText={setNamed} required maxLength={400} autoFocus />}
        <Select label={t('kind')} value={kind} onText={setKind} disabled={Boolean(name)} options={kinds.map((one) => [one.kind, `${one.kind}: ${one.summary}`])} />
        {fields.map((one) => (
          <TextField
            key={one.name}
            label={one.name.replaceAll('_', ' ')}
            hint={one.type === 'secret' ? t('secret_hint') : one.about}
            placeholder={one.type === 'secret' ? 'env:CMDB_SECRET_NAME' : ''}
            error={errors.get(one.name)}
            required={one.required}
            value={settings[one.name] ?? ''}
            onText={(text) => setSettings({ ...settings, [one.name]: text })}
          />
        ))}
        {problem && errors.size > 0 ? <p role="alert" class="field-error small">{problem.said.detail} {problem.said.remedy}</p> : null}
      </div>
    </Dialog>
  )
}
