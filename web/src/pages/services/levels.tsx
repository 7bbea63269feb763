import { ChevronRight } from 'lucide'
import { useState } from 'preact/hooks'
import { className, verb } from '../../model/words'
import { number } from '../../texts'
import { Badge, Button, CiLink, Icon, type Named } from '../../ui'
import type { Level, Need, Pool, Service } from './shapes'
import { t } from './words'

const FEW = 25
const CLASSES = 5

/** What the service stands on, step by step; each level opens to who needs what of it. */
export function Levels({ of, deeper, busy }: { of: Service; deeper: () => void; busy: boolean }) {
  const names = new Map<string, Named>([[of.ci.id, of.ci], ...of.levels.flatMap((one) => one.cis.map((ci): [string, Named] => [ci.id, ci]))])
  const pools = new Map(of.redundancy.map((one): [string, Pool] => [`${one.ci.id} ${one.group}`, one]))
  if (of.levels.length === 0) return null
  return (
    <section class="sheet stack tight" aria-labelledby="services-levels">
      <header class="services-head">
        <h2 id="services-levels">{t('levels')}</h2>
        <span class="soft small">{t('levels_hint')}</span>
      </header>
      <ol class="services-levels">
        {of.levels.map((one) => <OneLevel key={one.level} level={one} names={names} pools={pools} open={one.level === 1} />)}
      </ol>
      {of.complete ? null : <div><Button busy={busy} onClick={deeper}>{t('deeper')}</Button></div>}
    </section>
  )
}

interface LevelProps {
  level: Level
  names: ReadonlyMap<string, Named>
  pools: ReadonlyMap<string, Pool>
  open: boolean
}

function OneLevel({ level, names, pools, open }: LevelProps) {
  const [all, setAll] = useState(false)
  const rows = [...byDependent(level.needs)]
  const classes = counted(level)
  return (
    <li>
      <details class="services-level" open={open}>
        <summary>
          <Icon of={ChevronRight} size={14} />
          <strong>{t('level', { n: level.level })}</strong>
          <span class="number">{t('cis', { n: level.cis.length, count: number(level.cis.length) })}</span>
          <span class="soft small clip">
            {classes.slice(0, CLASSES).map(([name, n]) => `${className(name)} ${number(n)}`).join(' · ')}
            {classes.length > CLASSES ? ' …' : ''}
          </span>
        </summary>
        <ul class="services-needs">
          {(all ? rows : rows.slice(0, FEW)).map(([id, needs]) => (
            <li key={id}>
              <CiLink ci={names.get(id) ?? { id, name: id }} withClass />
              <ul>
                {sentences(needs).map((one) => <li key={one.key}><Sentence of={one} id={id} pools={pools} /></li>)}
              </ul>
            </li>
          ))}
        </ul>
        {rows.length > FEW ? <Button small kind="quiet" onClick={() => setAll(!all)}>{all ? t('fewer') : t('show_more', { n: number(rows.length - FEW) })}</Button> : null}
      </details>
    </li>
  )
}

interface Told {
  key: string
  group: string | null
  type: string
  needs: Need[]
}

/** Plain needs of one kind and strength are one sentence; a group is one by itself. */
function sentences(needs: readonly Need[]): Told[] {
  const found = new Map<string, Told>()
  for (const need of needs) {
    const first = need.suppliers[0]
    const type = first?.type ?? ''
    const key = need.group === null ? `${type} ${first?.strength}` : `group ${need.group}`
    const known = found.get(key)
    if (known) known.needs.push(need)
    else found.set(key, { key, group: need.group, type, needs: [need] })
  }
  return [...found.values()]
}

function Sentence({ of, id, pools }: { of: Told; id: string; pools: ReadonlyMap<string, Pool> }) {
  const suppliers = of.needs.flatMap((need) => need.suppliers)
  const strength = suppliers[0]?.strength
  const quorum = of.needs[0]?.quorum
  const pool = of.group === null ? undefined : pools.get(`${id} ${of.group}`)
  return (
    <span class="services-sentence">
      <span class="soft">{verb(of.type)}</span>{' '}
      {suppliers.map((one, at) => (
        <span key={one.id} class={one.in_operation ? undefined : 'services-idle'}>{at ? ', ' : ''}<CiLink ci={one} /></span>
      ))}
      {of.group === null && strength === 'soft' ? <span class="soft small"> ({t('soft')})</span> : null}
      {of.group === null && strength === 'standby' ? <span class="soft small"> ({t('standby')})</span> : null}
      {quorum && of.needs[0] ? (
        <span class="services-quorum small">
          {t('quorum', { needs: quorum.needs_count, members: of.needs[0].members, spare: of.needs[0].members - quorum.needs_count })}
          {quorum.wants_count > quorum.needs_count ? ` ${t('wants', { wants: quorum.wants_count })}` : ''}
          {quorum.source === 'default' ? <> <Badge title={t('assumed_about')}>{t('assumed')}</Badge></> : null}
          {pool && pool.spare_now < pool.spare ? <> <Badge tone="at-risk">{t('spare_now', { n: pool.spare_now })}</Badge></> : null}
        </span>
      ) : null}
    </span>
  )
}

function byDependent(needs: readonly Need[]): Map<string, Need[]> {
  const found = new Map<string, Need[]>()
  for (const need of needs) {
    const row = found.get(need.ci)
    if (row) row.push(need)
    else found.set(need.ci, [need])
  }
  return found
}

function counted(level: Level): [string, number][] {
  const found = new Map<string, number>()
  for (const ci of level.cis) found.set(ci.class, (found.get(ci.class) ?? 0) + 1)
  return [...found].sort((a, b) => b[1] - a[1])
}
