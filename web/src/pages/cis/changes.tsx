import { verb as verbName } from '../../model/words'
import type { CiClass } from '../../model/classes'
import { same } from '../../model/values'
import { CiLink } from '../../ui'
import { fieldName, FieldValue } from './fields'
import type { Happened } from './types'
import { t } from './words'

const KEYS = new Set(['id', 'class', 'from', 'to', 'type', 'pinned', 'sources', 'first_seen', 'last_seen'])

/** One thing that a revision did: fields before and after, or a relation that came or went. */
export function Changes({ of, ci, class: cls }: { of: Happened; ci: string; class: CiClass | undefined }) {
  const fields = Object.entries(of.changes).filter(([name, one]) => !KEYS.has(name) && !same(one.before, one.after))
  return (
    <div class="cis-change">
      <p class="cis-change-what">{of.kind === 'relation' ? <RelationEvent of={of} ci={ci} /> : <CiEvent of={of} ci={ci} />}</p>
      {fields.length && !(of.kind === 'relation' && of.op === 'remove') ? (
        <dl class="cis-diff">
          {fields.map(([name, one]) => (
            <div key={name}>
              <dt>{fieldName(name)}</dt>
              <dd>
                {of.op === 'create' ? null : (
                  <>
                    <del><FieldValue name={name} value={one.before} of={cls} /></del>
                    <span aria-hidden="true" class="soft"> → </span>
                    <span class="unseen">{t('became')}</span>
                  </>
                )}
                {of.op === 'remove' ? null : <ins><FieldValue name={name} value={one.after} of={cls} /></ins>}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  )
}

function CiEvent({ of, ci }: { of: Happened; ci: string }) {
  const told = t(`event_ci_${of.op}`)
  return (
    <>
      {told}
      {of.ci === ci ? null : <> <CiLink ci={{ id: of.ci, name: of.name ?? of.ci, ...(of.class ? { class: of.class } : {}) }} /> <span class="soft small">{t('was_merged')}</span></>}
    </>
  )
}

function RelationEvent({ of, ci }: { of: Happened; ci: string }) {
  const out = of.ci === ci
  const other = out ? { id: of.to ?? '', name: of.to_name ?? of.to ?? '' } : { id: of.ci, name: of.name ?? of.ci }
  return (
    <>
      {t.rich(`event_relation_${of.op}`, {
        verb: <strong key="verb">{verbName(of.type ?? '', out ? 'out' : 'in', of.type)}</strong>,
        ci: <CiLink key="ci" ci={other} />,
      })}
    </>
  )
}
