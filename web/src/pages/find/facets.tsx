import { X } from 'lucide'
import type { Answer } from '../../api/client'
import { number } from '../../texts'
import { Button, Check, Icon, Skeleton } from '../../ui'
import { FILTERS, type Asked, type Filter } from './asked'
import { fieldName, filterName, t } from './words'

type Items = Answer<'get', '/api/v1/search/facets'>['items']

interface FacetsProps {
  asked: Asked
  change: (parts: Partial<Asked>) => void
  items: Items | undefined
  wide: ReadonlySet<string>
  setWide: (wide: ReadonlySet<string>) => void
}

const FEW = 8
const OPEN: ReadonlySet<string> = new Set(['class', 'environment', 'owner', 'criticality', 'lifecycle'])

/** Filters with counts: how many there would be of each value under the other filters. */
export function Facets({ asked, change, items, wide, setWide }: FacetsProps) {
  if (!items) return <Skeleton lines={12} />
  return (
    <div class="find-facets">
      {FILTERS.map((field) => {
        const facet = items.find((one) => one.name === field)
        const wanted = asked.filters[field] ?? []
        const values = (facet?.values ?? []).map((one) => ({ value: one.value === null ? '' : String(one.value), count: one.count }))
        // What is filtered by stays in sight, also where nothing has it any more.
        const missing = wanted.filter((one) => !values.some(({ value }) => value === one)).map((value) => ({ value, count: 0 }))
        const all = [...missing, ...values]
        const few = wide.has(field) ? all : all.filter((one, at) => at < FEW || wanted.includes(one.value))
        const left = all.length - few.length + (wide.has(field) ? 0 : (facet?.more ?? 0))
        if (all.length === 0) return null
        const toggle = (value: string, on: boolean) => {
          const next = on ? [...wanted, value] : wanted.filter((one) => one !== value)
          change({ filters: { ...asked.filters, [field]: next.length ? next : undefined } as Asked['filters'] })
        }
        return (
          <details key={field} class="find-facet" open={OPEN.has(field) || wanted.length > 0}>
            <summary>
              {fieldName(field)}
              {wanted.length ? <span class="find-facet-n">{number(wanted.length)}</span> : null}
            </summary>
            <ul>
              {few.map(({ value, count }) => (
                <li key={value}>
                  <Check
                    checked={wanted.includes(value)}
                    onCheck={(on) => toggle(value, on)}
                    label={
                      <>
                        <span class={value === '' ? 'clip soft' : 'clip'} dir="auto" title={filterName(field, value).slice(0, 300)}>{filterName(field, value)}</span>
                        <span class="find-facet-count soft small number">{number(count)}</span>
                      </>
                    }
                  />
                </li>
              ))}
            </ul>
            {left > 0 ? (
              <Button kind="quiet" small onClick={() => setWide(new Set([...wide, field]))}>{t('facet_more', { n: number(left) })}</Button>
            ) : null}
          </details>
        )
      })}
    </div>
  )
}

/** What is filtered by, to take away one by one. */
export function Chips({ asked, change }: Pick<FacetsProps, 'asked' | 'change'>) {
  const chips = FILTERS.flatMap((field) => (asked.filters[field] ?? []).map((value): [Filter, string] => [field, value]))
  if (chips.length === 0) return null
  const without = (field: Filter, value: string) => {
    const next = (asked.filters[field] ?? []).filter((one) => one !== value)
    change({ filters: { ...asked.filters, [field]: next.length ? next : undefined } as Asked['filters'] })
  }
  return (
    <ul class="find-chips" aria-label={t('filtered_by')}>
      {chips.map(([field, value]) => (
        <li key={`${field} ${value}`}>
          <button type="button" class="find-chip" onClick={() => without(field, value)} aria-label={t('without', { field: fieldName(field), value: filterName(field, value) })}>
            <span class="soft">{fieldName(field)}</span> <span class="clip" dir="auto">{filterName(field, value)}</span>
            <Icon of={X} size={12} />
          </button>
        </li>
      ))}
      <li>
        <Button kind="quiet" small onClick={() => change({ filters: {} })}>{t('clear_filters')}</Button>
      </li>
    </ul>
  )
}
