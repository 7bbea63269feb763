import { useState } from 'preact/hooks'
import { Plus, X } from 'lucide'
import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { className, verb } from '../../model/words'
import { Button, CiLink, CiPicker, FormDialog, IconButton, Select, TextField, type Named } from '../../ui'
import { named, remember, type Edit, type Question } from './question'
import { t } from './words'

interface Props {
  question: Question
  ask: (question: Question) => void
}

/** What is only supposed: each edit as a sentence; nothing of it is written. */
export function Edits({ question, ask }: Props) {
  const [adding, setAdding] = useState(false)
  const { edits } = question
  return (
    <div class="stack tight">
      <h2>{t('what_if')}</h2>
      {edits.length ? (
        <ul class="impact-edits">
          {edits.map((edit, at) => (
            <li key={at}>
              <span dir="auto">{told(edit)}</span>
              <IconButton small icon={X} label={t('drop_edit', { edit: told(edit).slice(0, 120) })} onClick={() => ask({ ...question, edits: edits.filter((_, n) => n !== at) })} />
            </li>
          ))}
        </ul>
      ) : (
        <p class="soft small">{t('what_if_how')}</p>
      )}
      <div class="row">
        <Button small icon={Plus} onClick={() => setAdding(true)}>{t('add_edit')}</Button>
      </div>
      {adding ? (
        <Adding
          question={question}
          onClose={() => setAdding(false)}
          onAdd={(edit) => {
            setAdding(false)
            ask({ ...question, edits: [...edits, edit] })
          }}
        />
      ) : null}
    </div>
  )
}

const OPS = ['retire_ci', 'remove_ci', 'add_ci', 'relate', 'unrelate', 'quorum'] as const
type Op = (typeof OPS)[number]

/** An edit in words. */
export function told(edit: Edit): string {
  const ci = (field: string) => named(String(edit[field] ?? '')).name.slice(0, 80)
  switch (edit.op) {
    case 'retire_ci':
      return t('edit_retire_ci', { ci: ci('ci') })
    case 'remove_ci':
      return t('edit_remove_ci', { ci: ci('ci') })
    case 'add_ci':
      return t('edit_add_ci', { ci: String(edit.key), class: className(String(edit.class)) })
    case 'relate':
      return t('edit_relate', { from: ci('from'), verb: verb(String(edit.type)), to: ci('to') })
    case 'unrelate':
      return t('edit_unrelate', { from: ci('from'), verb: verb(String(edit.type)), to: ci('to') })
    case 'quorum':
      return t('edit_quorum', { ci: ci('ci'), group: String(edit.group), quorum: String(edit.quorum) })
    default:
      return t('edit_other', { op: edit.op, ci: ci('ci') })
  }
}

function Adding({ question, onClose, onAdd }: { question: Question; onClose: () => void; onAdd: (edit: Edit) => void }) {
  const [op, setOp] = useState<Op>('retire_ci')
  const [said, setSaid] = useState<Record<string, string>>({})
  const say = (field: string) => (value: string) => setSaid({ ...said, [field]: value })
  const supposed = question.edits.flatMap((edit) => (edit.op === 'add_ci' ? [String(edit.key)] : []))
  const edit = made(op, said)
  return (
    <FormDialog title={t('add_edit')} submit={t('suppose')} disabled={!edit} onSubmit={() => edit && onAdd(edit)} onClose={onClose}>
      <div class="stack impact-adding">
        <Select label={t('op')} value={op} options={OPS.map((one) => [one, t(`op_${one}`)] as const)} onText={(one) => setOp(one as Op)} />
        {op === 'add_ci' ? (
          <>
            <TextField label={t('new_name')} value={said.key ?? ''} onText={say('key')} />
            <Classes value={said.class ?? ''} onText={say('class')} />
          </>
        ) : op === 'relate' || op === 'unrelate' ? (
          <>
            <Pick label={t('from')} value={said.from} supposed={supposed} onText={say('from')} />
            <Types value={said.type ?? 'DEPENDS_ON'} onText={say('type')} />
            <Pick label={t('to')} value={said.to} supposed={supposed} onText={say('to')} />
          </>
        ) : (
          <Pick label={t('which_ci')} value={said.ci} supposed={op === 'quorum' ? supposed : []} onText={say('ci')} />
        )}
        {op === 'relate' ? <TextField label={t('group')} hint={t('group_hint')} value={said.group ?? ''} onText={say('group')} /> : null}
        {op === 'quorum' ? (
          <>
            <TextField label={t('group')} value={said.group ?? ''} onText={say('group')} />
            <TextField label={t('quorum')} hint={t('quorum_hint')} value={said.quorum ?? ''} onText={say('quorum')} />
          </>
        ) : null}
      </div>
    </FormDialog>
  )
}

function made(op: Op, said: Record<string, string>): Edit | null {
  const { ci, from, to, key } = said
  const group = said.group?.trim()
  const quorum = said.quorum?.trim()
  switch (op) {
    case 'add_ci':
      return key?.trim() && said.class ? { op, key: key.trim(), class: said.class } : null
    case 'relate':
    case 'unrelate':
      return from && to && from !== to ? { op, from, type: said.type ?? 'DEPENDS_ON', to, ...(op === 'relate' && group ? { group } : {}) } : null
    case 'quorum':
      return ci && group && quorum ? { op, ci, group, quorum: /^\d+$/.test(quorum) ? Number(quorum) : quorum } : null
    default:
      return ci ? { op, ci } : null
  }
}

/** A CI that is there, or one that is only supposed. */
function Pick({ label, value, supposed, onText }: { label: string; value: string | undefined; supposed: string[]; onText: (ref: string) => void }) {
  if (value) {
    return (
      <div class="field">
        <span>{label}</span>
        <span class="row">
          <CiLink ci={named(value)} />
          <IconButton small icon={X} label={t('other_one')} onClick={() => onText('')} />
        </span>
      </div>
    )
  }
  const pick = (ci: Named) => {
    remember([ci])
    onText(ci.id)
  }
  return (
    <div class="stack tight">
      <CiPicker label={label} onPick={pick} />
      {supposed.length ? <Select label={t('or_supposed')} bare value="" options={[['', t('or_supposed')], ...supposed.map((one) => [one, one] as const)]} onText={onText} /> : null}
    </div>
  )
}

interface Choose {
  value: string
  onText: (value: string) => void
}

function Classes({ value, onText }: Choose) {
  const model = useAnswer((signal) => get('/api/v1/model', { signal }), [], { live: false })
  const items = ((model.value?.classes ?? []) as { name: string; abstract?: boolean }[]).filter((one) => !one.abstract)
  const options = items.map((one) => [one.name, className(one.name)] as const).sort((a, b) => a[1].localeCompare(b[1]))
  return <Select label={t('class')} value={value} options={[['', '—'], ...options]} onText={onText} />
}

function Types({ value, onText }: Choose) {
  const model = useAnswer((signal) => get('/api/v1/model', { signal }), [], { live: false })
  const items: { name: string }[] = model.value?.relations ?? [{ name: value }]
  return <Select label={t('relation')} value={value} options={items.map((one) => [one.name, verb(one.name)] as const)} onText={onText} />
}
