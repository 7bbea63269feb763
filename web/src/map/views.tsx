/** Saved views: one's own, and those that are shared. */
import { useState } from 'preact/hooks'
import { Bookmark, BookmarkPlus, Trash2, Users } from 'lucide'
import { del, get, put } from '../api/client'
import { useAnswer } from '../api/answer'
import { Check, done, failed, FormDialog, Menu, TextField, type MenuItem } from '../ui'
import { addressed } from '../query'
import { may } from '../who'
import { t } from './words'
import { asQuery, wished, type Wish } from './wish'

interface View {
  name: string
  query: string
  shared: boolean
}

interface ViewsProps {
  wish: Wish
  onWish: (change: Partial<Wish>, push?: boolean) => void
}

export function Views({ wish, onWish }: ViewsProps) {
  const found = useAnswer((signal) => get('/api/v1/views', { params: { query: { kind: 'map' } }, signal }), [], { live: false })
  const views = ((found.value as { items?: View[] } | undefined)?.items ?? []) as View[]
  const [saving, setSaving] = useState(false)
  const query = addressed('', { ...asQuery(wish), sel: null }).slice(1)
  const current = views.find((one) => one.query === query)
  const remove = async (one: View) => {
    try {
      await del('/api/v1/views/{kind}/{name}', { params: { path: { kind: 'map', name: one.name }, query: { shared: one.shared } } })
      found.again()
      done(t('view_removed', { name: one.name }), async () => {
        await save(one)
        found.again()
      })
    } catch (reason) {
      failed(reason)
    }
  }
  const items: (MenuItem | null)[] = views.map((one) => ({
    text: one.name.slice(0, 80),
    icon: one.shared ? Users : Bookmark,
    onPick: () => onWish(wished(Object.fromEntries(new URLSearchParams(one.query))), true),
  }))
  if (!views.length) items.push({ text: t('views_none'), disabled: true })
  if (may('edit')) {
    items.push(null, { text: t('view_save'), icon: BookmarkPlus, onPick: () => setSaving(true) })
    if (current) items.push({ text: t('view_remove', { name: current.name.slice(0, 60) }), icon: Trash2, danger: true, onPick: () => void remove(current) })
  }
  return (
    <>
      <Menu label={t('views')} icon={Bookmark} items={items}>{t('views')}</Menu>
      {saving ? (
        <Save
          query={query}
          onDone={() => {
            setSaving(false)
            found.again()
          }}
        />
      ) : null}
    </>
  )
}

const save = (one: View) => put('/api/v1/views/{kind}/{name}', { params: { path: { kind: 'map', name: one.name } }, body: { query: one.query, shared: one.shared } })

function Save({ query, onDone }: { query: string; onDone: () => void }) {
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const wrong = name.includes('/') ? t('view_slash') : undefined
  const keep = async () => {
    await save({ name: name.trim(), query, shared })
    done(t('view_saved', { name: name.trim() }))
  }
  return (
    <FormDialog title={t('view_save')} submit={t('save')} disabled={!name.trim() || Boolean(wrong)} onSubmit={keep} onClose={onDone}>
      <TextField label={t('view_name')} value={name} onText={setName} error={wrong} maxLength={100} required autoFocus />
      <Check label={t('view_shared')} checked={shared} onCheck={setShared} />
    </FormDialog>
  )
}
