import { useState } from 'preact/hooks'
import { post, Problem, type Answer } from '../../api/client'
import { number } from '../../texts'
import { attributeName } from '../../model/words'
import { Button, CiLink, Drawer, ProblemView, TextArea } from '../../ui'
import { valueText } from '../runs/lines'
import { t } from './words'

type Tried = Answer<'post', '/api/v1/reconciliation'>
interface Change { ci: string; name: string; class: string; fields: Record<string, [unknown, unknown]> }

const EXAMPLE = '[default]\norder = ["*"]\n'

/** Another precedence.toml, only tried: what would hold then. */
export function Precedence({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState(EXAMPLE)
  const [tried, setTried] = useState<Tried | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const attempt = async () => {
    setBusy(true)
    setProblem(null)
    try {
      setTried(await post('/api/v1/reconciliation', { params: { query: { dry_run: true } }, body: { precedence: text } }))
    } catch (reason) {
      if (reason instanceof Problem) setProblem(reason)
    }
    setBusy(false)
  }
  return (
    <Drawer wide title={t('try_precedence')} onClose={onClose} actions={<Button kind="first" busy={busy} onClick={() => void attempt()}>{t('try')}</Button>}>
      <div class="stack">
        <p class="soft">{t('precedence_about')}</p>
        <TextArea label={t('precedence')} value={text} onText={setText} rows={10} />
        {problem ? <ProblemView of={problem} /> : null}
        {tried ? (
          <section class="stack tight" aria-live="polite">
            <h3>{t('would_change', { n: tried.changed, of: number(tried.looked_at) })}</h3>
            <ul class="stack tight">
              {(tried.changes as unknown as Change[]).map((one) => (
                <li key={one.ci}>
                  <CiLink ci={{ id: one.ci, name: one.name, class: one.class }} withClass />
                  {Object.entries(one.fields).map(([name, pair]) => (
                    <p key={name} class="small" dir="auto">{attributeName(name)}: <del>{valueText(pair[0])}</del> → <b>{valueText(pair[1])}</b></p>
                  ))}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </Drawer>
  )
}
