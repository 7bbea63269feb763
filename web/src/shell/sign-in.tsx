import { useState } from 'preact/hooks'
import type { Problem } from '../api/client'
import { signIn } from '../who'
import { Button, Dialog, ProblemView, TextField } from '../ui'
import { t } from './words'

/** How to get in: the link of `cmdb login`, or its code by hand. */
export function SignIn({ problem }: { problem: Problem | undefined }) {
  return (
    <main class="sign-in" id="main">
      <div class="sheet">
        <img src="/page/icon.svg" alt="" width="36" height="36" />
        <h1>{t('sign_in_title')}</h1>
        <p>{t.rich('sign_in_text', { command: <code>cmdb login</code> })}</p>
        {problem ? <ProblemView of={problem} /> : null}
        <Code />
      </div>
    </main>
  )
}

/** The session ended while somebody worked: the page stays as it is below this. */
export function SignInAgain() {
  return (
    <Dialog title={t('again_title')} onClose={() => undefined}>
      <div class="stack">
        <p>{t.rich('again_text', { command: <code>cmdb login</code> })}</p>
        <Code />
      </div>
    </Dialog>
  )
}

function Code() {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const send = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    // A whole link is as good as the code in it.
    setProblem(await signIn(/code=([\w-]+)/.exec(text)?.[1] ?? text.trim()))
    setBusy(false)
  }
  return (
    <form class="stack tight" onSubmit={send}>
      <TextField label={t('code')} hint={t('code_hint')} value={text} onText={setText} error={problem ? t('code_wrong') : undefined} />
      <div>
        <Button kind="first" type="submit" busy={busy} disabled={!text.trim()}>{t('sign_in')}</Button>
      </div>
    </form>
  )
}
