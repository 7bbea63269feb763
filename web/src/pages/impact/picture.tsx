import { post } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { MapView, type MapData } from '../../map'
import { ProblemView, Skeleton } from '../../ui'
import { body, remember, type Question } from './question'
import { t } from './words'

/** The answer as a map: what is hit and the relations that carried it. A click on a CI shows its proof. */
export function Picture({ question, why }: { question: Question; why: (ci: string) => void }) {
  const found = useAnswer(
    async (signal) => (await post('/api/v1/impact/map', { body: body(question), signal })) as unknown as MapData,
    [JSON.stringify(question)],
    { live: question.at === null },
  )
  if (found.problem) return <ProblemView of={found.problem} again={found.again} />
  const data = found.value
  if (!data) return <Skeleton lines={8} />
  const cis = data.nodes.filter((one) => one.kind === 'ci')
  remember(cis.map((one) => ({ id: one.id, name: one.name, ...(one.class ? { class: one.class } : {}) })))
  return (
    <div class="stack tight">
      <p class="soft small">{t('map_shown', { n: data.cis, hidden: data.cis - cis.length })}</p>
      <MapView part data={data} label={t('map_label')} onOpen={(one) => one.kind === 'ci' && why(one.id)} />
    </div>
  )
}
