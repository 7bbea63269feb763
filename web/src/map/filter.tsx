/** What is left out of a map: classes, types of relations, environments. */
import { Button, Check } from '../ui'
import { number } from '../texts'
import type { MapData } from './model'
import { classWord, t, valueWord, verbWord } from './words'
import type { Wish } from './wish'

interface FilterProps {
  data: MapData
  wish: Wish
  onWish: (change: Partial<Wish>) => void
}

export function Filter({ data, wish, onWish }: FilterProps) {
  const facets = data.facets ?? { classes: {}, types: {}, environments: {} }
  const turn = (name: string, on: boolean) => onWish({ hide: on ? wish.hide.filter((one) => one !== name) : [...wish.hide, name] })
  const part = (title: string, kind: string, counts: Record<string, number>, word: (value: string) => string) => {
    const hidden = wish.hide.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1))
    const all = { ...Object.fromEntries(hidden.map((one) => [one, 0])), ...counts }
    const values = Object.entries(all).sort(([a], [b]) => word(a).localeCompare(word(b)))
    return (
      <fieldset class="map-facet">
        <legend>{title}</legend>
        {values.map(([value, count]) => (
          <div key={value} class="row apart">
            <Check label={word(value)} checked={!wish.hide.includes(`${kind}:${value}`)} onCheck={(on) => turn(`${kind}:${value}`, on)} />
            <span class="soft small number">{number(count)}</span>
          </div>
        ))}
      </fieldset>
    )
  }
  return (
    <div class="stack">
      {part(t('facet_class'), 'class', facets.classes, classWord)}
      {part(t('facet_type'), 'type', facets.types, verbWord)}
      {part(t('facet_environment'), 'environment', facets.environments, (value) => (value ? valueWord('environment', value) : t('nobody_said')))}
      <Check label={t('every')} checked={wish.every} onCheck={(every) => onWish({ every })} />
      {wish.hide.length ? <Button onClick={() => onWish({ hide: [] })}>{t('filter_none')}</Button> : null}
    </div>
  )
}
