import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { ListPlus, Trash2 } from 'lucide'
import { del, post, put, get, type Answer } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { Check, done, failed, FormDialog, Menu, TextField, type MenuItem } from '../../ui'
import { may, who } from '../../who'
import { findPath, wholeQuestion, type Asked, type Change } from './asked'
import { t } from './words'

type Saved = Answer<'get', '/api/v1/lists'>['items'][number]

/** Saved lists: open one, save this view, change or remove the one that is open. */
export function ListsMenu({ asked, change }: { asked: Asked; change: Change }) {
  const { route } = useLocation()
  const [saving, setSaving] = useState<'new' | 'change' | null>(null)
  const lists = useAnswer((signal) => get('/api/v1/lists', { signal }), [], { live: false })
  const saved = lists.value?.items ?? []
  const open = saved.find((one) => one.id === asked.list)
  const differs = open !== undefined && findPath({ ...asked, columns: open.columns, sort: asked.sort }) !== pathOf(open)
  const mayChange = open && (open.owner === who.value?.actor || (open.shared && may('edit')))
  const remove = async (one: Saved) => {
    try {
      await del('/api/v1/lists/{id}', { params: { path: { id: one.id } } })
      change({ list: null })
      lists.again()
      done(t('list_removed', { name: one.name }), async () => {
        await post('/api/v1/lists', { body: bodyOf(one) })
        lists.again()
      })
    } catch (reason) {
      failed(reason)
    }
  }
  const items: (MenuItem | null)[] = [
    ...saved.map((one): MenuItem => ({ text: one.shared ? t('list_of_all', { name: one.name }) : one.name, chosen: one.id === asked.list, onPick: () => route(pathOf(one)) })),
    saved.length ? null : { text: t('no_lists'), disabled: true },
    { text: t('save_list'), icon: ListPlus, onPick: () => setSaving('new') },
    ...(open && mayChange
      ? [
          { text: t('change_list'), onPick: () => setSaving('change') },
          { text: t('remove_list'), icon: Trash2, danger: true, onPick: () => void remove(open) },
        ]
      : []),
  ]
  return (
    <>
      <Menu label={t('lists')} items={items}>{open ? t(differs ? 'list_changed' : 'list_open', { name: open.name.slice(0, 40) }) : t('lists')}</Menu>
      {saving ? (
        <SaveDialog
          asked={asked}
          old={saving === 'change' ? open : undefined}
          onClose={() => setSaving(null)}
          onSaved={(one) => {
            setSaving(null)
            lists.again()
            route(pathOf(one), true)
            done(t('list_saved', { name: one.name }))
          }}
        />
      ) : null}
    </>
  )
}

function bodyOf(one: Saved) {
  return { name: one.name, question: wholeQuestion(askedIn(one)), sort: one.sort, columns: one.columns, shared: one.shared }
}

function askedIn(one: Saved): Pick<Asked, 'q' | 'filters'> {
  const { q, ...filters } = one.question as Asked['filters'] & { q?: string }
  return { q: q ?? '', filters }
}

function pathOf(one: Saved): string {
  return findPath({ ...askedIn(one), sort: one.sort, columns: one.columns, list: one.id })
}

interface SaveProps {
  asked: Asked
  old: Saved | undefined
  onClose: () => void
  onSaved: (one: Saved) => void
}

function SaveDialog({ asked, old, onClose, onSaved }: SaveProps) {
  const [name, setName] = useState(old?.name ?? '')
  const [shared, setShared] = useState(old?.shared ?? false)
  const save = async () => {
    const body = { name, question: wholeQuestion(asked), sort: asked.sort, columns: [...asked.columns], shared }
    onSaved(old ? await put('/api/v1/lists/{id}', { params: { path: { id: old.id } }, body }) : await post('/api/v1/lists', { body }))
  }
  return (
    <FormDialog title={t(old ? 'change_list' : 'save_list')} submit={t('save')} disabled={!name.trim()} onSubmit={save} onClose={onClose}>
      <TextField label={t('list_name')} value={name} onText={setName} maxLength={100} required autoFocus />
      {may('edit') ? <Check label={t('list_shared')} checked={shared} onCheck={setShared} /> : null}
      <p class="soft small">{t('list_holds')}</p>
    </FormDialog>
  )
}
