import { className } from '../../model/words'
import { addressed } from '../../query'
import { number } from '../../texts'
import { CiLink, StateMark, Table, type Column } from '../../ui'
import { Criticality } from './services'
import type { TeamView } from './shapes'
import { t } from './words'

type Row = TeamView['first'][number]
const CLASSES = 12

/** What my team answers for: how much of what, what is not well, the most critical. */
export function Mine({ team }: { team: TeamView }) {
  const find = (more: Record<string, string>) => addressed('/find', { support_team: team.name, ...more })
  const columns: Column<Row>[] = [
    { key: 'name', title: t('ci'), cell: (row) => <CiLink ci={row} withClass /> },
    { key: 'criticality', title: t('criticality'), width: '110px', cell: (row) => <Criticality of={row.criticality} /> },
    { key: 'owner', title: t('owner'), cell: (row) => <bdi>{row.owner ?? '—'}</bdi> },
  ]
  return (
    <section class="home-block" aria-labelledby="home-mine">
      <header class="home-block-head">
        <h2 id="home-mine">{t('my_cis', { n: number(team.cis) })}</h2>
        <a href={find({})}>{t('all_cis')}</a>
      </header>
      <ul class="home-classes">
        {team.classes.slice(0, CLASSES).map((one) => (
          <li key={one.class}>
            <a href={find({ class: one.class })}>
              {className(one.class)} <span class="number soft">{number(one.count)}</span>
            </a>
          </li>
        ))}
      </ul>
      {team.ailing.length ? (
        <div class="sheet stack tight">
          <h3>{t('ailing', { n: team.ailing_count })}</h3>
          <ul class="stack tight">
            {team.ailing.map((one) => (
              <li key={one.ci.id} class="row"><StateMark of={one.health} /> <CiLink ci={one.ci} withClass /></li>
            ))}
          </ul>
        </div>
      ) : null}
      <Table caption={t('most_critical')} columns={columns} rows={team.first} rowKey={(row) => row.id} />
    </section>
  )
}
