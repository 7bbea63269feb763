import { TriangleAlert } from 'lucide'
import type { Problem } from '../../api/client'
import { Button, Icon, ProblemView, shortened } from '../../ui'
import { files, leavingOut, plan } from './upload'
import { t } from './words'

interface Place {
  place: string
  reason: string
}

/** An upload that is refused: what is wrong where, file by file, and how to go on. */
export function Refused({ of }: { of: Problem }) {
  const { said, status } = of
  if (status === 0 || !said.errors?.length) return <ProblemView of={of} again={() => void plan()} />
  const groups = byFile(said.errors, files.value.map((one) => one.path))
  return (
    <section class="problem sheet" role="alert">
      <Icon of={TriangleAlert} size={20} />
      <div class="stack">
        <div>
          <h2>{t('refused')}</h2>
          <p class="soft">{t('refused_about')}</p>
        </div>
        <ul class="stack tight">
          {groups.map(([file, places]) => (
            <li key={file}>
              <h3 dir="auto">{file ? shortened(file) : t('whole_upload')}</h3>
              <ul class="import-places">
                {places.map((one) => (
                  <li key={one.place + one.reason}>
                    {one.place ? <code dir="auto">{one.place}</code> : null} <span dir="auto">{one.reason}</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
        <div class="row">
          <Button kind="first" onClick={without}>{t('leave_out')}</Button>
          <Button onClick={() => void plan()}>{t('try_again')}</Button>
          <span class="soft small">{t('leave_out_about')}</span>
        </div>
      </div>
    </section>
  )
}

/** Try again without what is wrong. */
function without(): void {
  leavingOut.value = true
  void plan()
}

/** The problems by the file that their place begins with; what is of no file comes last. */
export function byFile(errors: readonly Place[], paths: readonly string[]): [string, Place[]][] {
  const found = new Map<string, Place[]>()
  const longest = [...paths].sort((a, b) => b.length - a.length)
  for (const one of errors) {
    const file = longest.find((path) => one.place === path || one.place.startsWith(`${path}:`) || one.place.startsWith(`${path} `)) ?? ''
    const place = one.place.slice(file.length).replace(/^[:\s]+/, '')
    found.set(file, [...(found.get(file) ?? []), { place, reason: one.reason }])
  }
  return [...found].sort(([a], [b]) => Number(!a) - Number(!b) || (a < b ? -1 : 1))
}
