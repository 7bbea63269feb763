import { t } from './words'
import './area.css'

const PLACES = [
  ['sources', '/sources'], ['runs', '/runs'], ['duplicates', '/duplicates'], ['conflicts', '/conflicts'], ['quality', '/quality'],
] as const

/** The pages about where things come from: links between them, above each. */
export function Area({ here }: { here: (typeof PLACES)[number][0] }) {
  return (
    <nav class="area" aria-label={t('area')}>
      {PLACES.map(([name, path]) => (
        <a key={name} href={path} aria-current={name === here ? 'page' : undefined}>{t(`area_${name}`)}</a>
      ))}
    </nav>
  )
}
