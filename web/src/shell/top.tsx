import { useEffect } from 'preact/hooks'
import { CircleUser, Search } from 'lucide'
import { del } from '../api/client'
import { live } from '../api/live'
import { SCHEMES, scheme } from '../scheme'
import { chosen, LANGUAGES, language, speak, type Language } from '../texts'
import { Icon, Menu, type MenuItem } from '../ui'
import { failed } from '../ui/toast'
import { who } from '../who'
import { searching } from './searching'
import { t } from './words'

/** The bar on top: where one is, the one field for everything, who one is. */
export function Top() {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]')
      const wanted = (event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey)
      if (!wanted || event.isComposing) return
      event.preventDefault()
      searching.value = true
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])
  return (
    <header class="top">
      <a class="brand" href="/" aria-label={t('home')}>
        <img src="/page/icon.svg" alt="" width="22" height="22" />
        <span>CMDB</span>
      </a>
      <button type="button" class="top-search" onClick={() => (searching.value = true)} aria-keyshortcuts="Control+K /">
        <Icon of={Search} />
        <span class="clip">{t('search')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div class="top-end">
        {live.state.value === 'lost' ? <span class="badge degraded" role="status">{t('lost_connection')}</span> : null}
        <Menu label={t('settings')} icon={CircleUser} kind="quiet" items={settings()} />
      </div>
    </header>
  )
}

function settings(): (MenuItem | null)[] {
  const speaking = language.value
  const tongues = Object.entries(LANGUAGES).map(([tag, name]) => ({
    text: name,
    chosen: tag === speaking,
    onPick: () => {
      chosen.value = tag as Language
      speak(tag as Language).catch(failed)
    },
  }))
  const colours = SCHEMES.map((one) => ({ text: t(`scheme_${one}`), chosen: scheme.value === one, onPick: () => (scheme.value = one) }))
  return [
    { text: `${who.value?.actor ?? ''} (${who.value?.role.replaceAll('_', ' ') ?? ''})`, disabled: true },
    null,
    ...tongues,
    null,
    ...colours,
    null,
    { text: t('reference'), href: '/docs' },
    { text: t('sign_out'), onPick: () => void signOut() },
  ]
}

async function signOut(): Promise<void> {
  try {
    await del('/api/v1/sign-in')
  } catch (reason) {
    failed(reason)
  }
  live.stop()
  who.value = null
}
