import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { ArchiveRestore, CircleAlert, EyeOff, GitMerge, type IconNode } from 'lucide'
import { valueName } from '../../model/words'
import { listed } from '../../texts'
import { may } from '../../who'
import { Button, CiLink, Icon, LinkButton, When } from '../../ui'
import { Retire } from './retire'
import type { Details } from './types'
import { t } from './words'

const WORKS = new Set(['operational', 'retiring'])

/** What one must know of a CI before all else: it is another, it has ended, nobody sees it any more. */
export function Notices({ details, again }: { details: Details; again: () => void }) {
  const { ci, merged_into: into } = details
  const missing = details.sources.filter((one) => one.missing_since)
  const ended = details.values.find((one) => one.name === 'lifecycle')?.written
  const [restoring, setRestoring] = useState(false)
  const gone = ci.lifecycle === 'retired' || ci.lifecycle === 'disposed'
  return (
    <>
      {into ? (
        <Notice icon={GitMerge} tone="at-risk" actions={<LinkButton small href={`/cis/${into.id}`}>{t('merged_follow')}</LinkButton>}>
          {t.rich('merged', { ci: <CiLink key="ci" ci={into} /> })}{' '}
          {ended ? t.rich('merged_when', { actor: <bdi key="actor">{ended.actor}</bdi>, when: <When key="when" at={ended.at} /> }) : null}
        </Notice>
      ) : null}
      {gone && !into ? (
        <Notice
          icon={ArchiveRestore}
          tone="degraded"
          actions={may('edit') ? <Button small icon={ArchiveRestore} onClick={() => setRestoring(true)}>{t('restore')}</Button> : undefined}
        >
          {t('gone', { lifecycle: valueName('lifecycle', ci.lifecycle) })}{' '}
          {ended ? t.rich('gone_when', { actor: <bdi key="actor">{ended.source ?? ended.actor}</bdi>, when: <When key="when" at={ended.at} /> }) : null}{' '}
          {ended?.reason ? <span>“<bdi>{ended.reason}</bdi>”</span> : null}
        </Notice>
      ) : null}
      {!gone && !WORKS.has(ci.lifecycle) ? (
        <Notice icon={CircleAlert} tone="plain">{t('not_yet', { lifecycle: valueName('lifecycle', ci.lifecycle) })}</Notice>
      ) : null}
      {!gone && missing.length > 0 ? (
        <Notice icon={EyeOff} tone="degraded" actions={<LinkButton small href={`/cis/${ci.id}?tab=sources`}>{t('missing_look')}</LinkButton>}>
          {t.rich('missing', {
            n: missing.length,
            sources: <bdi key="sources">{listed(missing.map((one) => one.source))}</bdi>,
            when: <When key="when" at={missing.map((one) => one.missing_since).sort()[0]} />,
          })}{' '}
          {t('missing_text')}
        </Notice>
      ) : null}
      {restoring ? <Retire details={details} as="restore" onClose={() => setRestoring(false)} onWritten={again} /> : null}
    </>
  )
}

interface NoticeProps {
  icon: IconNode
  tone: 'plain' | 'degraded' | 'at-risk'
  actions?: ComponentChildren
  children: ComponentChildren
}

function Notice({ icon, tone, actions, children }: NoticeProps) {
  return (
    <div class={`cis-notice ${tone}`} role="status">
      <Icon of={icon} size={18} />
      <p>{children}</p>
      {actions}
    </div>
  )
}
