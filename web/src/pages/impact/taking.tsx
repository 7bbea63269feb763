import { useState } from 'preact/hooks'
import { ClipboardCheck, Download, GitCompareArrows, Link } from 'lucide'
import { post, raw, type Answer } from '../../api/client'
import { language } from '../../texts'
import { Button, Dialog, done, download, failed, LinkButton, Menu, TextArea } from '../../ui'
import { comparing } from './comparing'
import { asking, body, type Question } from './question'
import { t } from './words'

type Assessment = Exclude<Answer<'post', '/api/v1/impact/assessment'>, string>

/** Taking the answer away: as an assessment for a change's record, as a file, as a link pinned to the revision. */
export function Taking({ question, revision }: { question: Question; revision: number }) {
  const [byHand, setByHand] = useState<string>()
  const pinned = { ...question, at: String(revision) }
  const assess = async () => (await post('/api/v1/impact/assessment', { body: body(pinned) })) as Assessment
  const copy = async () => {
    try {
      // The browser wants to be asked within the click: what is copied may come later.
      const made = assess()
      const part = (type: string, text: (one: Assessment) => string) => made.then((one) => new Blob([text(one)], { type }))
      const item = { 'text/html': part('text/html', (one) => one.html), 'text/plain': part('text/plain', (one) => one.markdown) }
      await (navigator.clipboard?.write ? navigator.clipboard.write([new ClipboardItem(item)]) : Promise.reject(new Error('clipboard')))
      done(t('copied_assessment'))
    } catch (reason) {
      await fallBack(reason)
    }
  }
  const text = async () => {
    try {
      const made = await assess()
      await navigator.clipboard.writeText(made.markdown)
      done(t('copied_markdown'))
    } catch (reason) {
      await fallBack(reason)
    }
  }
  // Without a secure address a browser lets nobody write to the clipboard: then it is copied by hand.
  const fallBack = async (reason: unknown) => {
    try {
      setByHand((await assess()).markdown)
    } catch {
      failed(reason)
    }
  }
  const link = async () => {
    const href = location.origin + asking(pinned)
    try {
      await navigator.clipboard.writeText(href)
      done(t('copied_link'))
    } catch {
      setByHand(href)
    }
  }
  const save = (path: string, name: string) => async () => {
    try {
      const headers = { 'Content-Type': 'application/json', 'Accept-Language': language.value }
      const response = await raw(path, { method: 'POST', headers, body: JSON.stringify(body(pinned)) })
      download(name, await response.blob())
    } catch (reason) {
      failed(reason)
    }
  }
  const file = (suffix: string) => `impact-${revision}.${suffix}`
  return (
    <>
      <Button kind="first" icon={ClipboardCheck} onClick={copy}>{t('copy_assessment')}</Button>
      <Menu
        label={t('export')}
        icon={Download}
        items={[
          { text: t('copy_markdown'), onPick: text },
          { text: t('copy_link'), icon: Link, onPick: link },
          null,
          { text: t('export_pdf'), onPick: save('/api/v1/impact/assessment?format=pdf', file('pdf')) },
          { text: t('export_xlsx'), onPick: save('/api/v1/impact/table?format=xlsx', file('xlsx')) },
          { text: t('export_csv'), onPick: save('/api/v1/impact/table?format=csv', file('csv')) },
          { text: t('export_svg'), onPick: save('/api/v1/impact/map?format=svg', file('svg')) },
        ]}
      >
        {t('export')}
      </Menu>
      <LinkButton icon={GitCompareArrows} href={comparing(question)}>{t('compare')}</LinkButton>
      {byHand === undefined ? null : (
        <Dialog wide title={t('copy_by_hand')} onClose={() => setByHand(undefined)}>
          <TextArea label={t('copy_by_hand_how')} rows={16} value={byHand} onText={() => undefined} />
        </Dialog>
      )}
    </>
  )
}
