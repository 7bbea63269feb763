/** The map as it was: a slider over revisions, with the baselines among them. */
import { useMemo } from 'preact/hooks'
import { get } from '../api/client'
import { useAnswer } from '../api/answer'
import { Button } from '../ui'
import { moment } from '../texts'
import { t } from './words'

interface Moment {
  revision: number
  said: string
}

const MOST = 500

export function Moments({ at, onAt }: { at: string; onAt: (at: string) => void }) {
  const revisions = useAnswer((signal) => get('/api/v1/revisions', { params: { query: { limit: MOST } }, signal }), [], { live: at === '' })
  const baselines = useAnswer((signal) => get('/api/v1/baselines', { signal }), [], { live: false })
  const stops = useMemo(() => merged(items(revisions.value), items(baselines.value)), [revisions.value, baselines.value])
  const last = stops.length - 1
  const held = at === '' ? last : nearest(stops, at, items(baselines.value))
  const stop = stops[held]
  return (
    <div class="map-moments row">
      <label for="map-moment">{t('as_of')}</label>
      <input
        id="map-moment"
        type="range"
        min={0}
        max={Math.max(0, last)}
        step={1}
        value={held}
        disabled={last < 1}
        list="map-moment-marks"
        aria-valuetext={at === '' ? t('now') : stop?.said}
        onInput={(event) => {
          const next = Number(event.currentTarget.value)
          onAt(next >= last ? '' : String(stops[next]?.revision ?? ''))
        }}
      />
      <datalist id="map-moment-marks">
        {stops.map((one, n) => (one.said.startsWith('◆') ? <option key={one.revision} value={n}>{one.said}</option> : null))}
      </datalist>
      <span class="map-moment-said" dir="auto">{at === '' ? t('now') : (stop?.said ?? at)}</span>
      {at === '' ? null : <Button small onClick={() => onAt('')}>{t('back_to_now')}</Button>}
    </div>
  )
}

type Item = Record<string, unknown>
const items = (value: unknown): Item[] => ((value as { items?: Item[] } | undefined)?.items ?? [])

function merged(revisions: readonly Item[], baselines: readonly Item[]): Moment[] {
  const found = new Map<number, string>()
  for (const one of revisions) found.set(Number(one.number), [t('revision', { revision: Number(one.number) }), moment(String(one.at)), String(one.reason ?? '').slice(0, 80)].filter(Boolean).join(' · '))
  for (const one of baselines) {
    const revision = Number(one.revision)
    const before = found.get(revision) ?? t('revision', { revision })
    found.set(revision, `◆ ${String(one.name).slice(0, 60)} · ${before}`)
  }
  return [...found].map(([revision, said]) => ({ revision, said })).sort((a, b) => a.revision - b.revision)
}

/** Where on the slider a moment of the link stands: a revision, a baseline's name. */
function nearest(stops: readonly Moment[], at: string, baselines: readonly Item[]): number {
  const named = baselines.find((one) => one.name === at)
  const wanted = Number(named?.revision ?? at)
  if (Number.isNaN(wanted)) return stops.length - 1
  const after = stops.findIndex((one) => one.revision >= wanted)
  return after < 0 ? stops.length - 1 : after
}
