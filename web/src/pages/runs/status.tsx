import { Badge } from '../../ui'
import { t } from './words'

const TONES: Record<string, 'plain' | 'down' | 'degraded' | 'ok' | 'accent'> = {
  running: 'accent', planned: 'plain', done: 'ok', vetoed: 'down', incomplete: 'down', undone: 'degraded', discarded: 'degraded',
}

/** What became of a run. */
export function RunStatus({ of }: { of: string }) {
  const key = `status_${of}`
  return <Badge tone={TONES[of] ?? 'plain'}>{t.has(key) ? t(key) : of}</Badge>
}

/** The address of a run. */
export const runPath = (id: string): string => `/runs/${encodeURIComponent(id)}`
