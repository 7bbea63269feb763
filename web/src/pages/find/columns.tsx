import { useState } from 'preact/hooks'
import { ArrowDown, ArrowUp, Columns3, X } from 'lucide'
import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { Button, Dialog, IconButton, ProblemView, Select, Skeleton } from '../../ui'
import { COLUMNS, HELD } from './asked'
import { fieldName, t } from './words'

interface ColumnsProps {
  columns: readonly string[]
  onColumns: (columns: readonly string[]) => void
}

/** A button that lets one choose the table's columns. */
export function ColumnsButton(props: ColumnsProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button icon={Columns3} onClick={() => setOpen(true)}>{t('columns')}</Button>
      {open ? <Chooser {...props} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Chooser({ columns, onColumns, onClose }: ColumnsProps & { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly string[]>(columns)
  const known = useAttributes()
  const others = known.value?.filter((one) => !chosen.includes(one)).toSorted((a, b) => fieldName(a).localeCompare(fieldName(b))) ?? []
  const move = (at: number, by: number) => {
    const next = [...chosen]
    const [one] = next.splice(at, 1)
    if (one !== undefined) next.splice(at + by, 0, one)
    setChosen(next)
  }
  const use = () => {
    onColumns(chosen)
    onClose()
  }
  return (
    <Dialog
      title={t('columns')}
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={() => setChosen(COLUMNS)}>{t('columns_default')}</Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="first" onClick={use}>{t('columns_use')}</Button>
        </>
      }
    >
      <div class="stack tight">
        <ol class="find-columns">
          {chosen.map((name, at) => (
            <li key={name}>
              <span>{fieldName(name)}</span>
              {/* The name stays first: it is what a row is. */}
              {name === 'name' ? null : (
                <span class="row tight">
                  <IconButton small label={t('earlier', { column: fieldName(name) })} icon={ArrowUp} disabled={at < 2} onClick={() => move(at, -1)} />
                  <IconButton small label={t('later', { column: fieldName(name) })} icon={ArrowDown} disabled={at === chosen.length - 1} onClick={() => move(at, 1)} />
                  <IconButton small label={t('leave_out', { column: fieldName(name) })} icon={X} onClick={() => setChosen(chosen.filter((one) => one !== name))} />
                </span>
              )}
            </li>
          ))}
        </ol>
        {known.problem ? <ProblemView of={known.problem} again={known.again} /> : null}
        {known.value ? (
          <Select
            label={t('add_column')}
            value=""
            onText={(name) => name && setChosen([...chosen, name])}
            options={[['', t('choose')], ...others.map((one): [string, string] => [one, fieldName(one)])]}
          />
        ) : known.problem ? null : (
          <Skeleton lines={2} />
        )}
      </div>
    </Dialog>
  )
}

/** Every field that a class has, once. */
export function useAttributes() {
  return useAnswer(
    async (signal) => {
      const model = await get('/api/v1/model', { signal })
      const classes = model.classes as unknown as { attributes: { name: string }[] }[]
      return [...new Set([...HELD, 'source', ...classes.flatMap((one) => one.attributes.map(({ name }) => name))])]
    },
    [],
    { live: false },
  )
}
