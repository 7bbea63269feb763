import { useState } from 'preact/hooks'
import { BookmarkPlus, FolderOpen } from 'lucide'
import { del, get, put } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { may } from '../../who'
import { Button, Dialog, done, Empty, failed, FormDialog, IconButton, ProblemView, Skeleton, TextField, When } from '../../ui'
import { Trash2 } from 'lucide'
import { asks, body, kept, type Question } from './question'
import { t } from './words'

interface Props {
  question: Question
  ask: (question: Question) => void
}

/** Questions with a name: open one, keep this one. */
export function Scenarios({ question, ask }: Props) {
  const [open, setOpen] = useState<'open' | 'save'>()
  return (
    <div class="row impact-scenarios">
      <Button small kind="quiet" icon={FolderOpen} onClick={() => setOpen('open')}>{t('open_scenario')}</Button>
      {may('edit') && asks(question) ? (
        <Button small kind="quiet" icon={BookmarkPlus} onClick={() => setOpen('save')}>{t('save_scenario')}</Button>
      ) : null}
      {open === 'open' ? (
        <Opening
          onClose={() => setOpen(undefined)}
          onOpen={(one) => {
            setOpen(undefined)
            ask(one)
          }}
        />
      ) : null}
      {open === 'save' ? <Saving question={question} onClose={() => setOpen(undefined)} /> : null}
    </div>
  )
}

function Opening({ onClose, onOpen }: { onClose: () => void; onOpen: (question: Question) => void }) {
  const all = useAnswer((signal) => get('/api/v1/scenarios', { signal }), [])
  const remove = async (name: string, question: Record<string, unknown>) => {
    const path = { name }
    try {
      await del('/api/v1/scenarios/{name}', { params: { path } })
      onClose() // what is said of it, with its undo, lies beneath a dialog
      const back = () => put('/api/v1/scenarios/{name}', { params: { path }, body: { question: body(kept(question)) } })
      done(t('scenario_removed', { name: name.slice(0, 80) }), back)
    } catch (reason) {
      failed(reason)
    }
  }
  const items = all.value?.items ?? []
  return (
    <Dialog title={t('scenarios')} onClose={onClose}>
      {all.problem ? (
        <ProblemView of={all.problem} again={all.again} />
      ) : !all.value ? (
        <Skeleton />
      ) : items.length === 0 ? (
        <Empty title={t('no_scenarios')}>{t('no_scenarios_how')}</Empty>
      ) : (
        <ul class="impact-kept">
          {items.map((one) => (
            <li key={one.name}>
              <Button kind="quiet" onClick={() => onOpen(kept(one.question))}><bdi class="clip">{one.name}</bdi></Button>
              <span class="soft small clip" dir="auto">{one.reason ?? ''}</span>
              <span class="soft small">{one.owner} · <When at={one.changed_at} /></span>
              {may('edit') ? <IconButton small icon={Trash2} label={t('remove_scenario', { name: one.name.slice(0, 80) })} onClick={() => remove(one.name, one.question)} /> : null}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function Saving({ question, onClose }: { question: Question; onClose: () => void }) {
  const [name, setName] = useState('')
  const [reason, setReason] = useState('')
  const save = async () => {
    const said = reason.trim() ? { reason: reason.trim() } : {}
    await put('/api/v1/scenarios/{name}', { params: { path: { name: name.trim() } }, body: { question: body(question), ...said } })
    done(t('scenario_saved', { name: name.trim().slice(0, 80) }))
  }
  return (
    <FormDialog title={t('save_scenario')} submit={t('save')} disabled={!name.trim()} onSubmit={save} onClose={onClose}>
      <TextField label={t('scenario_name')} value={name} onText={setName} required autoFocus />
      <TextField label={t('reason')} value={reason} onText={setReason} />
    </FormDialog>
  )
}
