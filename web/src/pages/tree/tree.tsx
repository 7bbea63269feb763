import { useLocation } from 'preact-iso'
import { useEffect, useRef } from 'preact/hooks'
import { ChevronRight } from 'lucide'
import { className, valueName } from '../../model/words'
import { number } from '../../texts'
import { ciPath, CiLink, Icon, problemText, Skeleton } from '../../ui'
import { keyOf, type Key, type Level, type Node } from './levels'
import { t } from './words'

interface TreeProps {
  /** The id of its heading. */
  label: string
  group: Key
  levels: ReadonlyMap<Key, Level>
  open: ReadonlySet<Key>
  toggle: (key: Key, on: boolean) => void
  more: (key: Key) => void
  again: (key: Key) => void
  /** The node that has the focus, or would have it. */
  at: Key
  onAt: (key: Key, id: string) => void
}

/** A tree by mouse and keyboard: arrows move, open and close; Home, End; a letter goes to the next name with it. */
export function Tree(props: TreeProps) {
  const { group, at } = props
  const { route } = useLocation()
  const box = useRef<HTMLUListElement>(null)
  const shown = useRef('')
  const entered = useRef('')

  // What was asked for comes into sight.
  useEffect(() => {
    if (!at || shown.current === at) return
    const found = box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(at)}"]`)
    if (!found) return
    shown.current = at
    if (box.current?.contains(document.activeElement) || document.activeElement === document.body || document.activeElement?.closest('.tree-pick')) {
      found.focus({ preventScroll: true })
    }
    found.scrollIntoView({ block: 'nearest' })
  })

  const items = (): HTMLElement[] => [...(box.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])]
  const go = (to: HTMLElement | undefined) => {
    if (!to) return
    to.focus()
    const { key, id } = to.dataset
    if (key && id) {
      shown.current = key
      props.onAt(key, id)
    }
  }
  const enter = (item: HTMLElement) => {
    const key = item.dataset['key'] ?? ''
    const come = props.levels.get(key)
    entered.current = come ? '' : key
    if (come?.nodes.length) go(items()[items().indexOf(item) + 1])
  }
  // Into a level that has not come yet one goes when it has, unless one has gone elsewhere meanwhile.
  useEffect(() => {
    const item = document.activeElement
    if (!entered.current || !(item instanceof HTMLElement) || item.dataset['key'] !== entered.current) entered.current = ''
    else enter(item)
  })
  const press = (event: KeyboardEvent) => {
    const item = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[role=treeitem]') : null
    if (!item || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    entered.current = ''
    const all = items()
    const n = all.indexOf(item)
    const { key = '', id = '' } = item.dataset
    const expanded = item.getAttribute('aria-expanded')
    if (event.key === 'ArrowDown') go(all[n + 1])
    else if (event.key === 'ArrowUp') go(all[n - 1])
    else if (event.key === 'Home') go(all[0])
    else if (event.key === 'End') go(all.at(-1))
    else if (event.key === 'ArrowRight' && expanded === 'false') props.toggle(key, true)
    else if (event.key === 'ArrowRight' && expanded === 'true') enter(item)
    else if (event.key === 'ArrowLeft' && expanded === 'true') props.toggle(key, false)
    else if (event.key === 'ArrowLeft') go(all.find((one) => one.dataset['key'] === key.slice(0, key.lastIndexOf('/'))))
    else if (event.key === 'Enter' && id) route(ciPath(id))
    else if ((event.key === 'Enter' || event.key === ' ') && item.dataset['more']) props.more(item.dataset['more'])
    else if (event.key === ' ' && expanded !== null) props.toggle(key, expanded === 'false')
    else if (event.key.length === 1 && event.key !== ' ' && event.key !== '/') go(next(all, n, event.key))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const first = props.levels.get(group)?.nodes[0]
  const focused = at || (first ? keyOf(group, first.id) : '')
  return (
    <ul ref={box} role="tree" aria-labelledby={props.label} class="tree-items" onKeyDown={press}>
      <Nodes {...props} parent={group} depth={1} focused={focused} />
    </ul>
  )
}

function next(all: readonly HTMLElement[], from: number, letter: string): HTMLElement | undefined {
  const wanted = letter.toLocaleLowerCase()
  const ordered = [...all.slice(from + 1), ...all.slice(0, from)]
  return ordered.find((one) => one.dataset['name']?.toLocaleLowerCase().startsWith(wanted))
}

function Nodes(props: TreeProps & { parent: Key; depth: number; focused: Key }) {
  const { parent, depth, levels } = props
  const level = levels.get(parent)
  if (!level) return <li role="none" style={indent(depth)}><Skeleton lines={2} /></li>
  const left = level.total - level.nodes.length
  return (
    <>
      {level.nodes.map((node, n) => (
        <Item key={node.id} {...props} node={node} place={n + 1} size={level.total} />
      ))}
      {level.problem ? (
        <li role="none" style={indent(depth)} class="tree-problem">
          {problemText(level.problem)} <button type="button" class="button quiet is-small" onClick={() => props.again(parent)}>{t('again')}</button>
        </li>
      ) : left > 0 ? (
        <li role="none">
          <div role="treeitem" aria-level={depth} tabIndex={-1} data-more={parent} class="tree-more" style={indent(depth)} onClick={() => props.more(parent)}>
            {t('more', { n: number(left) })}
          </div>
        </li>
      ) : null}
    </>
  )
}

function Item(props: TreeProps & { parent: Key; depth: number; focused: Key; node: Node; place: number; size: number }) {
  const { node, parent, depth, open, toggle, onAt, focused, at } = props
  const key = keyOf(parent, node.id)
  const expanded = node.children > 0 ? open.has(key) : undefined
  return (
    <li role="none">
      <div
        role="treeitem"
        class="tree-row"
        style={indent(depth)}
        aria-level={depth}
        aria-setsize={props.size}
        aria-posinset={props.place}
        aria-expanded={expanded}
        aria-selected={key === at}
        tabIndex={key === focused ? 0 : -1}
        data-key={key}
        data-id={node.id}
        data-name={node.name.slice(0, 20)}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('a')) return
          onAt(key, node.id)
          if (expanded !== undefined) toggle(key, !expanded)
        }}
      >
        <span class={expanded ? 'tree-twisty is-open' : 'tree-twisty'} aria-hidden="true">{expanded === undefined ? null : <Icon of={ChevronRight} size={16} />}</span>
        <span class="tree-name"><CiLink ci={node} /></span>{' '}
        <span class="soft small tree-class">{className(node.class)}</span>{' '}
        {node.lifecycle && node.lifecycle !== 'operational' ? <span class="badge">{valueName('lifecycle', node.lifecycle)}</span> : null}
        <span class="tree-count soft small number" title={node.children > 0 ? t('holds', { n: node.children }) : undefined}>{node.children > 0 ? number(node.children) : ''}</span>
      </div>
      {expanded ? (
        <ul role="group">
          <Nodes {...props} parent={key} depth={depth + 1} />
        </ul>
      ) : null}
    </li>
  )
}

const indent = (depth: number) => ({ paddingInlineStart: `${Math.min(depth - 1, 12) * 20 + 6}px` })
