import { useState } from 'preact/hooks'
import { Problem } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { Button, Dialog, ProblemView, Skeleton, TextArea } from '../../ui'
import type { Chosen } from './files'
import { keepMapping, mappingText } from './upload'
import { t } from './words'

/** What the columns of a table mean: guessed from its head and values, to be checked and edited. */
export function Mapping({ table, onClose }: { table: Chosen; onClose: () => void }) {
  const guessed = useAnswer(() => mappingText(table), [table.path], { live: false })
  const [text, setText] = useState<string | null>(null)
  const shown = text ?? guessed.value
  const keep = () => {
    if (shown) keepMapping(table.path, shown)
    onClose()
  }
  return (
    <Dialog
      wide
      title={t('mapping_of', { name: table.path.slice(-80) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="first" onClick={keep} disabled={!shown}>{t('mapping_keep')}</Button>
        </>
      }
    >
      <div class="stack import-mapping">
        <p class="soft">{t('mapping_about')}</p>
        {guessed.problem instanceof Problem ? <ProblemView of={guessed.problem} /> : null}
        {shown === undefined && !guessed.problem ? <Skeleton /> : null}
        {shown !== undefined ? <TextArea label={t('mapping')} value={shown} onText={setText} rows={18} /> : null}
      </div>
    </Dialog>
  )
}
