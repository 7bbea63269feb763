import { attributeName } from '../../model/words'
import type { CiClass } from '../../model/classes'
import { same } from '../../model/values'
import { AttributeValue, Button, When } from '../../ui'
import { merged, type Difference, type Side } from './merging'
import type { Change } from './types'
import { t } from './words'

interface ConflictProps {
  of: CiClass
  by: Change | null
  found: readonly Difference[]
  chosen: Record<string, Side>
  onChoose: (chosen: Record<string, Side>) => void
}

/** Somebody was faster: what was before, theirs, mine, and which holds, field by field. */
export function Conflict({ of, by, found, chosen, onChoose }: ConflictProps) {
  const all = (side: Side) => onChoose(Object.fromEntries(found.map((one) => [one.name, side])))
  const attributes = Object.fromEntries(of.attributes.map((one) => [one.name, one]))
  const left = Object.keys(merged(found, chosen)).length
  return (
    <section class="cis-conflict" aria-labelledby="cis-conflict-title">
      <h3 id="cis-conflict-title">{t('conflict_title')}</h3>
      <p role="alert">
        {by ? t.rich('conflict_by', { actor: <bdi key="actor">{by.source ?? by.actor}</bdi>, when: <When key="when" at={by.at} /> }) : t('conflict_someone')}{' '}
        {by?.reason ? <span class="soft">“<bdi>{by.reason}</bdi>”</span> : null}
      </p>
      <div class="row">
        <Button small onClick={() => all('theirs')}>{t('take_theirs')}</Button>
        <Button small onClick={() => all('mine')}>{t('keep_mine')}</Button>
      </div>
      <ul class="cis-conflict-list">
        {found.map((one) => {
          const choose = (side: Side) => onChoose({ ...chosen, [one.name]: side })
          const option = (side: Side, value: unknown) => (
            <label class={chosen[one.name] === side ? 'cis-conflict-side chosen' : 'cis-conflict-side'}>
              <span class="row tight">
                <input type="radio" name={`side-${one.name}`} checked={chosen[one.name] === side} onChange={() => choose(side)} />
                <span class="small soft">{t(side)}</span>
              </span>
              <AttributeValue name={one.name} value={value} attribute={attributes[one.name]} />
            </label>
          )
          return (
            <li key={one.name}>
              <fieldset class="cis-conflict-field">
                <legend>
                  {attributeName(one.name)}
                  {one.both ? <span class="cis-conflict-both small"> {t('conflict_both')}</span> : null}
                </legend>
                <div class="cis-conflict-sides">
                  <div class="cis-conflict-side before">
                    <span class="small soft">{t('before')}</span>
                    <AttributeValue name={one.name} value={one.before} attribute={attributes[one.name]} />
                  </div>
                  {option('theirs', one.theirs)}
                  {same(one.mine, one.theirs) ? <p class="small soft cis-conflict-side">{t('conflict_same')}</p> : option('mine', one.mine)}
                </div>
              </fieldset>
            </li>
          )
        })}
      </ul>
      <p class="soft small">{t('conflict_left', { n: left })}</p>
    </section>
  )
}
