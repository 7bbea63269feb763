/** What the API says of a CI, as this page reads it. */
export interface Named {
  id: string
  class: string
  name: string
  lifecycle: string | null
}

/** A CI: its class's own attributes stand under `attributes`, common ones beside its name. */
export interface Ci {
  id: string
  class: string
  name: string
  lifecycle: string
  attributes: Record<string, unknown>
  quorum: Record<string, Amount | { needs: Amount; wants: Amount }>
  rev: number
  [common: string]: unknown
}

export type Amount = number | string

export interface Change {
  revision: number
  at: string
  actor: string
  source: string | null
  reason: string | null
  run: string | null
}

export interface Value {
  name: string
  value: unknown
  pinned: boolean
  source: string | null
  seen_at: string | null
  expired: boolean
  others: number
  differing: number
  written: Change | null
}

export interface Source {
  source: string
  kind: string
  external_id: string
  place: string
  seen_at: string | null
  missing_since: string | null
  counts: boolean
}

export interface Related {
  ci: Named
  strength: string
  group: string | null
  stated: Record<string, string | null>
  origin: string | null
  confidence: number | null
  tolerates: string | null
  sources: string[]
  first_seen: string | null
  last_seen: string | null
  attributes: Record<string, unknown>
  rev: number
}

export interface RelationGroup {
  direction: 'out' | 'in'
  type: string
  verb: string
  count: number
  items: Related[]
}

export interface Quorum {
  needs: Amount
  wants: Amount
  needs_count: number
  wants_count: number
  source: 'declared' | 'default'
}

export interface Need {
  ci: string
  kind: 'plain' | 'group'
  group: string | null
  quorum: Quorum | null
  members: number
  suppliers: { id: string; name: string; type: string; verb: string; strength: string; in_operation: boolean }[]
}

export interface Finding {
  kind: string
  dimension: string
  cost: number
  text: string
  remedy: string
  cis: { id: string; class: string; name: string }[]
}

export interface Details {
  revision: number
  ci: Ci
  written: Change | null
  merged_into: Named | null
  merged: Named[]
  owner: string | null
  support_team: string | null
  sources: Source[]
  values: Value[]
  relations: RelationGroup[]
  needs: Need[]
  quality: { score: number | null; findings: Finding[] }
}

/** What every source says of an attribute. */
export interface Said {
  name: string
  value: unknown
  pinned: boolean
  said: { source: string; value: unknown; seen_at: string | null; holds: boolean; expired: boolean }[]
}

export interface Revision {
  number: number
  at: string
  actor: string
  events: number
  reason?: string
  source?: string
  run?: string
  undoes?: number
}

/** One thing that a revision did to a CI, or to a relation of it. */
export interface Happened {
  revision: Revision
  kind: 'ci' | 'relation'
  op: 'create' | 'change' | 'remove'
  ci: string
  class?: string | null
  name: string | null
  type?: string
  to?: string
  to_name?: string | null
  changes: Record<string, { before: unknown; after: unknown }>
}
