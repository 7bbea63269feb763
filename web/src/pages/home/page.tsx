import { useLocation } from 'preact-iso'
import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { number, texts } from '../../texts'
import { CiPicker, ciPath, PageHead, ProblemView, Skeleton } from '../../ui'
import type en from './texts/en.json'

const t = texts<typeof en>('home')

/** Where one begins. */
export default function Home() {
  const { route } = useLocation()
  const status = useAnswer((signal) => get('/api/v1/status', { signal }), [])
  const counts = status.value?.counts
  return (
    <>
      <PageHead title={t('nav')} under={counts ? t('counts', { cis: number(counts.cis), relations: number(counts.relations) }) : undefined} />
      {status.problem ? <ProblemView of={status.problem} again={status.again} /> : counts ? null : <Skeleton />}
      <CiPicker label={t('find')} onPick={(ci) => route(ciPath(ci.id))} />
    </>
  )
}
