import { attributeName, className, layerName, valueName } from '../../model/words'
import { texts } from '../../texts'
import type en from './texts/en.json'

export const t = texts<typeof en>('find')

/** The name of a column or filter. */
export function fieldName(field: string): string {
  const key = `field_${field}`
  return t.has(key) ? t(key) : attributeName(field)
}

/** A value of a filter as people say it; none is said too. */
export function filterName(field: string, value: string): string {
  if (field === 'layer') return layerName(value === '' ? null : Number(value))
  if (value === '') return t('none')
  return field === 'class' ? className(value) : valueName(field, value)
}
