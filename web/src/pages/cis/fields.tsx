import type { Attribute, CiClass } from '../../model/classes'
import { attributeName, className } from '../../model/words'
import { AttributeValue } from '../../ui'
import { amountWords } from './quorum'
import type { Amount } from './types'
import { t } from './words'

const QUORUM = 'quorum.'

/** The name of a field as people say it; a group's quorum counts as one. */
export const fieldName = (name: string): string =>
  name.startsWith(QUORUM) ? t('quorum_of', { group: name.slice(QUORUM.length) }) : name === 'quorum' ? t('redundancy') : attributeName(name)

/** A value of any field: an attribute's, the class, a quorum. */
export function FieldValue({ name, value, of }: { name: string; value: unknown; of: CiClass | undefined }) {
  if (name === 'class' && typeof value === 'string') return <>{className(value)}</>
  if (name === 'quorum' && isRecord(value)) {
    return <>{Object.entries(value).map(([group, said]) => <span key={group} class="cis-quorum"><bdi>{group}</bdi>: {amount(said)}</span>)}</>
  }
  if (name.startsWith(QUORUM) && value !== null && value !== undefined) return <>{amount(value)}</>
  return <AttributeValue name={name} value={value} attribute={attribute(of, name)} />
}

const attribute = (of: CiClass | undefined, name: string): Attribute | undefined => of?.attributes.find((one) => one.name === name)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function amount(said: unknown): string {
  if (!isRecord(said)) return t('needs_only', { needs: amountWords(said as Amount) })
  const { needs, wants } = said as { needs: Amount; wants?: Amount }
  return wants === undefined ? t('needs_only', { needs: amountWords(needs) }) : t('said_so', { needs: amountWords(needs), wants: amountWords(wants) })
}
