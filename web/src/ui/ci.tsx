import { className } from '../model/words'

/** What is needed to name a CI. */
export interface Named {
  id: string
  name: string
  class?: string
}

/** A link to a CI: its name as text whatever it holds, its class beside it. */
export function CiLink({ ci, withClass, href }: { ci: Named; withClass?: boolean; href?: string }) {
  return (
    <span class="ci-link">
      <a href={href ?? ciPath(ci.id)} title={ci.name.slice(0, 300)} dir="auto" class="clip">{shortened(ci.name)}</a>
      {withClass && ci.class ? <span class="soft small ci-class">{className(ci.class)}</span> : null}
    </span>
  )
}

/** The address of a CI's page. */
export const ciPath = (id: string): string => `/cis/${encodeURIComponent(id)}`

const MOST = 200

/** A name that may be very long, cut for the eye. */
export function shortened(name: string, most = MOST): string {
  return name.length > most ? `${name.slice(0, most)}…` : name
}
