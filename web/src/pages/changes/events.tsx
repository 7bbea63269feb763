import { attributeName, verb } from '../../model/words'
import { AttributeValue, Badge, CiLink } from '../../ui'
import type { Differing, Event } from './shapes'
import { t } from './words'

type One = Event | Differing
const TONES = { created: 'ok', removed: 'down', retired: 'degraded' } as const
const EFFECTS: Record<string, string> = { create: 'created', change: 'changed', remove: 'removed' }
/** What says nothing to a person: keys, and marks that every write moves. */
const HIDDEN = new Set(['id', 'class', 'from', 'to', 'type', 'pinned', 'sources', 'first_seen', 'last_seen'])

/** What was done, each field before and after. */
export function Events({ of }: { of: readonly One[] }) {
  return (
    <ul class="changes-events">
      {of.map((one) => <li key={`${one.kind} ${one.ci} ${one.type ?? ''} ${one.to ?? ''} ${effectOf(one)}`}><OneEvent of={one} /></li>)}
    </ul>
  )
}

function OneEvent({ of }: { of: One }) {
  const effect = effectOf(of)
  const fields = effect === 'removed' ? [] : Object.entries(of.changes).filter(([name]) => !HIDDEN.has(name) && !(effect === 'created' && name === 'name'))
  return (
    <>
      <span class="changes-what">
        <Badge tone={TONES[effect as keyof typeof TONES] ?? 'plain'}>{t.has(effect) ? t(effect) : effect}</Badge>{' '}
        {of.kind === 'relation' ? (
          <>
            <CiLink ci={{ id: of.ci, name: of.name ?? of.ci }} /> <span class="soft">{verb(of.type ?? '')}</span> <CiLink ci={{ id: of.to ?? '', name: of.to_name ?? of.to ?? '' }} />
          </>
        ) : (
          <CiLink ci={{ id: of.ci, name: of.name ?? of.ci, ...(of.class ? { class: of.class } : {}) }} withClass />
        )}
      </span>
      {fields.length ? (
        <dl class="changes-fields">
          {fields.map(([name, one]) => (
            <div key={name}>
              <dt>{attributeName(name)}</dt>
              <dd>
                {effect === 'created' || one.before === null || one.before === undefined ? null : (
                  <>
                    <del><AttributeValue name={name} value={one.before} /></del> <span aria-hidden="true">→</span><span class="unseen">{t('became')}</span>{' '}
                  </>
                )}
                <ins>{one.after === null || one.after === undefined ? <span class="soft">{t('empty')}</span> : <AttributeValue name={name} value={one.after} />}</ins>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  )
}

function effectOf(one: One): string {
  return 'effect' in one ? one.effect : (EFFECTS[one.op] ?? one.op)
}
