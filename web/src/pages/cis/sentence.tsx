import { shortened } from '../../ui'
import { t } from './words'

/** A relation as a sentence: "shop runs on web1". */
export function Sentence({ from, verb, to }: { from: string; verb: string; to: string }) {
  return (
    <>
      {t.rich('sentence', {
        from: <bdi key="from" title={from.slice(0, 300)}>{shortened(from, 80)}</bdi>,
        verb: <strong key="verb">{verb}</strong>,
        to: <bdi key="to" title={to.slice(0, 300)}>{shortened(to, 80)}</bdi>,
      })}
    </>
  )
}
