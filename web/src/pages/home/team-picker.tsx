import { number } from '../../texts'
import { Select, shortened } from '../../ui'
import type { Overview } from './shapes'
import { team } from './team'
import { t } from './words'

const LONGEST = 40

/** Which team one belongs to: its CIs and services come first. */
export function TeamPicker({ teams }: { teams: Overview['teams'] }) {
  const mine = team.value
  const known = mine === null || teams.some((one) => one.name === mine)
  const options: [string, string][] = [
    ['', t('all_teams')],
    ...(known || mine === null ? [] : ([[mine, shortened(mine, LONGEST)]] as [string, string][])),
    ...teams.map((one): [string, string] => [one.name, t('team_option', { name: shortened(one.name, LONGEST), cis: number(one.cis) })]),
  ]
  return (
    <div class="home-team">
      <Select label={t('my_team')} value={mine ?? ''} options={options} onText={(name) => (team.value = name || null)} />
    </div>
  )
}
