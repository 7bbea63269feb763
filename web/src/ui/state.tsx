import { t } from './words'

export type State = 'down' | 'degraded' | 'at_risk' | 'operational' | 'ok' | 'unknown' | 'maintenance'

const MARKS: Record<string, string> = { down: '✕', degraded: '◐', at_risk: '△', operational: '●', ok: '●' }

/** A state by colour and by mark, with its word or, `bare`, with the word only read out. */
export function StateMark({ of, bare }: { of: string; bare?: boolean }) {
  const text = stateName(of)
  return (
    <span class={`state ${of.replace('_', '-')}`} title={bare ? text : undefined}>
      <span aria-hidden="true">{MARKS[of] ?? '○'}</span>
      <span class={bare ? 'unseen' : undefined}>{text}</span>
    </span>
  )
}

/** The word for a state. */
export function stateName(of: string): string {
  const key = `state_${of}`
  return t.has(key) ? t(key) : of.replaceAll('_', ' ')
}

type Tone = 'plain' | 'down' | 'degraded' | 'at-risk' | 'ok' | 'accent'

/** A short word on a tinted ground. */
export function Badge({ children, tone = 'plain', title }: { children: preact.ComponentChildren; tone?: Tone; title?: string }) {
  return <span class={`badge ${tone}`} title={title}>{children}</span>
}
