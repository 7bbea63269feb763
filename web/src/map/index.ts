/** Maps for other pages: the code comes when a map is first shown. */
import { h, type ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failed, Skeleton } from '../ui'

import type { MapViewProps } from './view'
import { wished, type Wish } from './wish'

export type { MapViewProps } from './view'
export type { MapData, MapLine, MapNode, MapPool } from './model'

/** The drawing alone: of an impact answer (`POST /api/v1/impact/map`), of a service, of any map of the API. */
export function MapView(props: MapViewProps) {
  return h(Late<MapViewProps>, { load: () => import('./view'), props })
}

/** A map of one CI to walk about in, as a part of another page; what is opened stays with it. */
export function MapOf({ ci, up = 1, down = 1 }: { ci: string; up?: number; down?: number }) {
  const [wish, setWish] = useState<Wish>(() => ({ ...wished({ ci }), up, down }))
  useEffect(() => setWish((now) => (now.ci === ci ? now : { ...wished({ ci }), up, down })), [ci, up, down])
  return h(Late<ExplorerProps>, {
    load: () => import('./explorer'),
    props: { wish, onWish: (change: Partial<Wish>) => setWish((now) => ({ ...now, ...change })), part: true },
  })
}

interface ExplorerProps {
  wish: Wish
  onWish: (change: Partial<Wish>, push?: boolean) => void
  part?: boolean
}

interface LateProps<P> {
  load: () => Promise<{ default: ComponentType<P> }>
  props: P
}

function Late<P extends object>({ load, props }: LateProps<P>) {
  const [Part, setPart] = useState<ComponentType<P> | null>(null)
  useEffect(() => {
    load().then((found) => setPart(() => found.default), failed)
  }, [])
  return Part ? h(Part, props) : h(Skeleton, { lines: 8 })
}
