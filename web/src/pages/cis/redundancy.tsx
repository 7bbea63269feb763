import { useState } from 'preact/hooks'
import { Check, Settings2 } from 'lucide'
import { verb as verbName } from '../../model/words'
import { listed } from '../../texts'
import { Badge, Button, CiLink, failed } from '../../ui'
import { amountWords, quorumWords } from './quorum'
import { QuorumEditor } from './quorum-editor'
import type { Seen } from './seen'
import type { Need } from './types'
import { t } from './words'
import { setQuorum, told } from './writing'

const LISTED = 8

/** What stands in for each other, what that is worth, and whether anybody has said so. */
export function Redundancy({ details, edit, again }: Seen) {
  const [changing, setChanging] = useState<Need>()
  const groups = details.needs.filter((one) => one.kind === 'group')
  const shown = groups.filter((one) => one.suppliers.length > 1 || one.quorum?.source === 'declared')
  const single = groups.filter((one) => !shown.includes(one))
  if (groups.length === 0) return null
  return (
    <section class="sheet stack tight" aria-labelledby="cis-redundancy">
      <h2 id="cis-redundancy">{t('redundancy')}</h2>
      {shown.length ? (
        <div class="cis-groups">
          {shown.map((one) => (
            <Group key={one.group} need={one} details={details} edit={edit} again={again} onChange={() => setChanging(one)} />
          ))}
        </div>
      ) : null}
      {single.length ? (
        <div class="cis-single">
          <p class="soft small">{t('single')}</p>
          <ul>
            {single.map((one) => (
              <li key={one.group} class="small">
                <span class="soft">{listed([...new Set(one.suppliers.map((each) => verbName(each.type, 'out', each.verb)))])}</span>{' '}
                {one.suppliers.map((each) => <CiLink key={each.id} ci={each} />)}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {changing ? <QuorumEditor ci={details.ci} need={changing} onClose={() => setChanging(undefined)} onWritten={again} /> : null}
    </section>
  )
}

type GroupProps = Pick<Seen, 'details' | 'edit' | 'again'> & { need: Need; onChange: () => void }

function Group({ need, details, edit, again, onChange }: GroupProps) {
  const { quorum } = need
  const group = need.group ?? ''
  const assumed = quorum?.source === 'default'
  const members = need.suppliers.filter((one, at, all) => all.findIndex((each) => each.id === one.id) === at)
  const verbs = [...new Set(need.suppliers.map((one) => verbName(one.type, 'out', one.verb)))]
  const confirm = () => {
    if (!quorum) return
    const { needs, wants } = quorum
    setQuorum(details.ci, group, { needs, wants }, t('confirm_reason')).then(({ revision }) => told(t('confirmed', { group }), revision, again), failed)
  }
  return (
    <div class="cis-group">
      <div class="row apart">
        <h3>
          <bdi>{group}</bdi> <span class="soft small">{listed(verbs)}</span>
        </h3>
        {quorum ? <Badge tone={assumed ? 'degraded' : 'ok'} title={t(assumed ? 'assumed_title' : 'declared_title')}>{t(assumed ? 'assumed' : 'declared')}</Badge> : null}
      </div>
      <p class="cis-group-words">
        <Pips need={need} /> {quorumWords(quorum, need.members)}
      </p>
      {quorum ? (
        <p class="soft small">
          {t('said_so', { needs: amountWords(quorum.needs), wants: amountWords(quorum.wants) })} {assumed ? t('assumed_text') : ''}
        </p>
      ) : null}
      <p class="cis-group-members">
        {members.slice(0, LISTED).map((one) => (
          <span key={one.id} class={one.in_operation ? undefined : 'cis-idle'}>
            <CiLink ci={one} />
            {one.in_operation ? null : <span class="soft small"> {t('not_in_operation')}</span>}
          </span>
        ))}
        {members.length > LISTED ? <span class="soft small">{t('more_relations', { n: members.length - LISTED })}</span> : null}
      </p>
      {edit ? (
        <div class="row">
          {assumed ? <Button small icon={Check} onClick={confirm}>{t('confirm')}</Button> : null}
          <Button small icon={Settings2} onClick={onChange}>{t('quorum_change')}</Button>
        </div>
      ) : null}
    </div>
  )
}

const MOST_PIPS = 24

/** The members as marks: needed, wanted, spare. What they mean stands beside. */
function Pips({ need }: { need: Need }) {
  const { quorum, members } = need
  if (!quorum || members > MOST_PIPS) return null
  return (
    <span class="cis-pips" aria-hidden="true">
      {Array.from({ length: members }, (_, at) => (
        <span key={at} class={at < quorum.needs_count ? 'needed' : at < quorum.wants_count ? 'wanted' : 'spare'} />
      ))}
    </span>
  )
}

