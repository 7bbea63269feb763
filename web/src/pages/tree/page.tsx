import { useEffect, useState } from 'preact/hooks'
import { FolderTree } from 'lucide'
import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import type { PageProps } from '../../route'
import { number } from '../../texts'
import { CiPicker, done, Empty, failed, PageHead, ProblemView, Skeleton, type Named } from '../../ui'
import { useQuery } from '../../query'
import { GROUPS, keyOf, useLevels, type Key } from './levels'
import { Tree } from './tree'
import { t } from './words'
import './page.css'

/** What stands in what: sites down to devices, clusters down to machines. */
export default function TreePage({ query: first }: PageProps) {
  const { levels, load, reach, again } = useLevels()
  const [, change] = useQuery()
  const [open, setOpen] = useState<ReadonlySet<Key>>(new Set())
  const [at, setAt] = useState<Key>('')

  const show = async (id: string) => {
    try {
      const way = (await get('/api/v1/cis/{ref}/place', { params: { path: { ref: id } } })).items
      const root = way[0]
      if (!root) return
      for (const group of GROUPS) {
        if (!(await reach(group, root.id))) continue
        let key: Key = group
        const opened: Key[] = []
        for (const [n, one] of way.entries()) {
          if (n > 0) {
            opened.push(key)
            await reach(key, one.id)
          }
          key = keyOf(key, one.id)
        }
        setOpen((now) => new Set([...now, ...opened]))
        setAt(key)
        return
      }
      done(t('not_in_tree', { name: way.at(-1)?.name ?? id }))
    } catch (reason) {
      failed(reason)
    }
  }
  useEffect(() => {
    if (first?.['ci']) void show(first['ci'])
  }, [])
  // When something was written, what is open is asked for again.
  const head = useAnswer((signal) => get('/api/v1/tree', { params: { query: { limit: 1 } }, signal }), [])
  const revision = head.value?.revision
  useEffect(() => {
    if (revision !== undefined) again()
  }, [revision])

  const groups = GROUPS.map((group) => ({ group, level: levels.get(group) }))
  const ready = groups.every(({ level }) => level)
  const problem = groups.find(({ level }) => level?.problem)?.level?.problem
  const total = groups.reduce((sum, { level }) => sum + (level?.total ?? 0), 0)
  const pick = (ci: Named) => {
    change({ ci: ci.id })
    void show(ci.id)
  }
  const toggle = (key: Key, on: boolean) => {
    const next = new Set(open)
    if (on) {
      next.add(key)
      void load(key)
    } else next.delete(key)
    setOpen(next)
  }
  return (
    <div class="tree">
      <PageHead title={t('title')} under={t('under')} />
      <div class="tree-pick">
        <CiPicker label={t('show')} onPick={pick} />
      </div>
      {problem && total === 0 ? (
        <ProblemView of={problem} again={() => GROUPS.forEach((group) => void load(group))} />
      ) : !ready ? (
        <Skeleton lines={8} />
      ) : total === 0 ? (
        <Empty icon={FolderTree} title={t('empty')}>{t('empty_text')}</Empty>
      ) : (
        groups.map(({ group, level }) =>
          level && level.total > 0 ? (
            <section key={group} class="sheet tree-group" aria-labelledby={`tree-${group}`}>
              <h2 id={`tree-${group}`}>
                {t(group)} <span class="soft small number">{number(level.total)}</span>
              </h2>
              {group === 'unplaced' ? <p class="soft small">{t('unplaced_text')}</p> : null}
              <Tree
                label={`tree-${group}`}
                group={group}
                levels={levels}
                open={open}
                toggle={toggle}
                more={(key) => void load(key, true)}
                again={(key) => void load(key)}
                at={at.startsWith(group) ? at : ''}
                onAt={(key, id) => {
                  setAt(key)
                  change({ ci: id })
                }}
              />
            </section>
          ) : null,
        )
      )}
    </div>
  )
}
