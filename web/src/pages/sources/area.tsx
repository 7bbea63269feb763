import { useEffect, useRef } from 'preact/hooks'
import { t } from './words'
import './area.css'

const PLACES = [
  ['sources', '/sources'], ['runs', '/runs'], ['duplicates', '/duplicates'], ['conflicts', '/conflicts'], ['quality', '/quality'],
] as const

/** The pages about where things come from: links between them, above each. */
export function Area({ here }: { here: (typeof PLACES)[number][0] }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone they do not all fit: the one that is shown is in sight.
    const mine = box.current?.querySelector<HTMLElement>('[aria-current]')
    if (box.current && mine) box.current.scrollLeft = mine.offsetLeft - box.current.offsetLeft - 40
  }, [here])
  return (
    <nav ref={box} class="area" aria-label={t('area')}>
      {PLACES.map(([name, path]) => (
        <a key={name} href={path} aria-current={name === here ? 'page' : undefined}>{t(`area_${name}`)}</a>
      ))}
    </nav>
  )
}
