import { useState } from 'preact/hooks'
import { BookOpen, FileUp, Plus, Sparkles, type IconNode } from 'lucide'
import type { ComponentChildren } from 'preact'
import { post } from '../../api/client'
import { may } from '../../who'
import { Button, failed, Icon, LinkButton, PageHead } from '../../ui'
import { t } from './words'

/** What a newcomer does with an empty database. */
export function FirstSteps({ again }: { again: () => void }) {
  const [busy, setBusy] = useState(false)
  const load = async () => {
    setBusy(true)
    try {
      await post('/api/v1/demo')
      again()
    } catch (reason) {
      failed(reason)
    }
    setBusy(false)
  }
  return (
    <>
      <PageHead title={t('welcome')} under={t('welcome_text')} tab={t('nav')} />
      <ol class="home-steps">
        <Step icon={Sparkles} title={t('step_demo')} text={t('step_demo_text')}>
          {may('operate') ? <Button kind="first" busy={busy} onClick={() => void load()}>{busy ? t('step_demo_busy') : t('step_demo_do')}</Button> : <span class="soft small">{t('step_no_right')}</span>}
        </Step>
        <Step icon={FileUp} title={t('step_import')} text={t('step_import_text')}>
          {may('operate') ? <LinkButton href="/sources/import">{t('step_import_do')}</LinkButton> : <span class="soft small">{t('step_no_right')}</span>}
        </Step>
        <Step icon={Plus} title={t('step_add')} text={t('step_add_text')}>
          {may('edit') ? <LinkButton href="/cis/new">{t('step_add_do')}</LinkButton> : <span class="soft small">{t('step_no_right')}</span>}
        </Step>
      </ol>
      <p class="home-steps-more soft"><Icon of={BookOpen} /> <span>{t.rich('step_more', { link: <a href="/docs">{t('step_more_link')}</a> })}</span></p>
    </>
  )
}

function Step({ icon, title, text, children }: { icon: IconNode; title: string; text: string; children: ComponentChildren }) {
  return (
    <li class="sheet home-step">
      <Icon of={icon} size={24} />
      <h2>{title}</h2>
      <p class="soft">{text}</p>
      <div>{children}</div>
    </li>
  )
}
