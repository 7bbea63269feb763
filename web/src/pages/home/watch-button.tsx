import { Eye, EyeOff } from 'lucide'
import { useAnswer } from '../../api/answer'
import { del, get, put } from '../../api/client'
import { Button, failed } from '../../ui'
import { t } from './words'

/** Watch a CI, or no more: for the head of a page about one CI. */
export function WatchButton({ id }: { id: string }) {
  const asked = useAnswer((signal) => get('/api/v1/watches', { signal }), [], { live: false })
  if (!asked.value) return null
  const watched = asked.value.items.some((one) => one.id === id)
  const turn = async () => {
    try {
      await (watched ? del : put)('/api/v1/watches/{ref}', { params: { path: { ref: id } } })
      asked.again()
    } catch (reason) {
      failed(reason)
    }
  }
  return (
    <Button icon={watched ? EyeOff : Eye} aria-pressed={watched} title={t('watch_about')} onClick={() => void turn()}>
      {watched ? t('watch_no_more') : t('watch')}
    </Button>
  )
}
