import { useState } from 'preact/hooks'
import { X } from 'lucide'
import { del, get, put } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { may } from '../../who'
import { Button, done, failed, IconButton, TextField } from '../../ui'
import { t } from './words'

/** Where live sources may reach: nowhere, unless an admin allowed it. */
export function Hosts() {
  const asked = useAnswer((signal) => get('/api/v1/allowed-hosts', { signal }), [], { live: false })
  const [host, setHost] = useState('')
  const every = asked.value?.items ?? []
  if (!asked.value || (every.length === 0 && !may('admin'))) return null
  const allow = async (name: string) => {
    try {
      await put('/api/v1/allowed-hosts/{host}', { params: { path: { host: name } } })
      setHost('')
      asked.again()
    } catch (reason) {
      failed(reason)
    }
  }
  const deny = async (name: string) => {
    try {
      await del('/api/v1/allowed-hosts/{host}', { params: { path: { host: name } } })
      done(t('host_denied', { host: name }), () => allow(name))
      asked.again()
    } catch (reason) {
      failed(reason)
    }
  }
  return (
    <details class="sources-hosts">
      <summary>{t('hosts', { n: every.length })}</summary>
      <div class="stack tight">
        <p class="soft small">{t('hosts_about')}</p>
        <ul class="row">
          {every.map((one) => (
            <li key={one.name} class="sources-host">
              <code>{one.name}</code>
              {may('admin') ? <IconButton small icon={X} label={t('deny', { host: one.name })} onClick={() => void deny(one.name)} /> : null}
            </li>
          ))}
        </ul>
        {may('admin') ? (
          <form class="row" onSubmit={(event) => { event.preventDefault(); if (host.trim()) void allow(host.trim()) }}>
            <TextField bare label={t('host')} placeholder="netbox.example:443" value={host} onText={setHost} />
            <Button type="submit" disabled={!host.trim()}>{t('allow')}</Button>
          </form>
        ) : null}
      </div>
    </details>
  )
}
