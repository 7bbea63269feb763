import { useRef, useState } from 'preact/hooks'
import { FileUp, FolderUp, Table2, X } from 'lucide'
import { get } from '../../api/client'
import { useAnswer } from '../../api/answer'
import { number } from '../../texts'
import { may } from '../../who'
import { Button, Check, Empty, Icon, IconButton, Select, shortened, TextField } from '../../ui'
import { dropped, isTable, mappingOf, picked, size, wanted, type Chosen } from './files'
import { Mapping } from './mapping'
import { Refused } from './refused'
import { add, afresh, drop, files, how, left, mappings, plan, problem } from './upload'
import { t } from './words'

const SHOWN = 12

/** The files, and how to read them. */
export function Choosing() {
  const kinds = useAnswer((signal) => get('/api/v1/importers', { signal }), [], { live: false })
  const [table, setTable] = useState<Chosen | null>(null)
  if (!may('operate')) return <Empty title={t('no_right')}>{t('no_right_about')}</Empty>
  const patterns = (kinds.value?.patterns ?? []) as string[]
  const every = files.value
  const kind = how.value.kind
  const settings = kinds.value?.items.find((one) => one.kind === kind)?.settings ?? []
  const named = every.length < 2 || how.value.project.trim() || how.value.source.trim()
  return (
    <div class="stack">
      {problem.value ? <Refused of={problem.value} /> : null}
      <Drop patterns={patterns} />
      {every.length > 0 ? (
        <form class="import-columns" onSubmit={(event) => { event.preventDefault(); if (named) void plan() }}>
          <section class="sheet stack tight">
            <div class="row apart">
              <h2>{t('files', { n: every.length, size: size(every.reduce((sum, one) => sum + one.file.size, 0)) })}</h2>
              <Button small kind="quiet" onClick={afresh}>{t('clear')}</Button>
            </div>
            {left.value ? <p class="soft small">{t('left', { n: left.value })}</p> : null}
            <Listed every={every} patterns={patterns} edit={setTable} />
          </section>
          <section class="sheet stack">
            <TextField
              label={t('project')}
              hint={t('project_hint')}
              required={every.length > 1}
              value={how.value.project}
              onText={(text) => say({ project: text })}
              maxLength={500}
            />
            <Select
              label={t('kind')}
              hint={kinds.value?.items.find((one) => one.kind === kind)?.summary ?? t('kind_hint')}
              value={kind}
              onText={(value) => say({ kind: value, settings: {} })}
              options={[['', t('kind_found')], ...(kinds.value?.items ?? []).map((one): [string, string] => [one.kind, one.kind.replaceAll('_', ' ')])]}
            />
            {(settings as string[]).filter((one) => one !== 'complete').map((one) => (
              <TextField key={one} label={one.replaceAll('_', ' ')} value={how.value.settings[one] ?? ''} onText={(text) => say({ settings: { ...how.value.settings, [one]: text } })} />
            ))}
            <details>
              <summary>{t('more_options')}</summary>
              <div class="stack import-more">
                <TextField label={t('source_name')} hint={t('source_hint')} value={how.value.source} onText={(text) => say({ source: text })} maxLength={500} />
                <TextField label={t('reason')} hint={t('reason_hint')} value={how.value.reason} onText={(text) => say({ reason: text })} maxLength={2000} />
                <div>
                  <Check label={t('complete')} checked={how.value.complete} onCheck={(on) => say({ complete: on })} />
                  <p class="soft small">{t('complete_hint')}</p>
                </div>
              </div>
            </details>
            <div class="stack tight">
              <Button kind="first" type="submit" disabled={!named}>{t('see_plan')}</Button>
              <p class="soft small">{t(named ? 'see_plan_hint' : 'project_missing')}</p>
            </div>
          </section>
        </form>
      ) : null}
      {table ? <Mapping table={table} onClose={() => setTable(null)} /> : null}
    </div>
  )
}

function say(part: Partial<typeof how.value>): void {
  how.value = { ...how.value, ...part }
}

function Drop({ patterns }: { patterns: readonly string[] }) {
  const [over, setOver] = useState(false)
  const one = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = (list: FileList | null) => {
    if (list?.length) add(picked(list, patterns))
  }
  return (
    <section
      class={over ? 'import-drop over' : 'import-drop'}
      aria-label={t('drop')}
      onDragOver={(event) => { event.preventDefault(); setOver(true) }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (event.dataTransfer) void dropped(event.dataTransfer, patterns).then((found) => found.files.length && add(found))
      }}
    >
      <Icon of={FileUp} size={28} />
      <p class="import-drop-title">{t('drop')}</p>
      <div class="row">
        <Button icon={FileUp} onClick={() => one.current?.click()}>{t('pick_files')}</Button>
        <Button icon={FolderUp} onClick={() => folder.current?.click()}>{t('pick_folder')}</Button>
      </div>
      <p class="soft small">{t('drop_about')}</p>
      <input ref={one} class="unseen" tabIndex={-1} aria-label={t('pick_files')} type="file" multiple onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = '' }} />
      <input ref={folder} class="unseen" tabIndex={-1} aria-label={t('pick_folder')} type="file" {...{ webkitdirectory: true }} onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = '' }} />
    </section>
  )
}

function Listed({ every, patterns, edit }: { every: readonly Chosen[]; patterns: readonly string[]; edit: (table: Chosen) => void }) {
  const [all, setAll] = useState(false)
  return (
    <>
      <ul class="import-files">
        {(all ? every : every.slice(0, SHOWN)).map((one) => (
          <li key={one.path}>
            <span class="import-file">
              <bdi class="clip" title={one.path}>{shortened(one.path)}</bdi>
              <span class="soft small number">{size(one.file.size)}</span>
              {mappings.value.has(mappingOf(one.path)) && isTable(one.path) ? <span class="soft small">{t('mapping_yours')}</span> : null}
              {patterns.length > 0 && !wanted(one.path, patterns) ? <span class="soft small">{t('file_odd')}</span> : null}
            </span>
            {isTable(one.path) ? <Button small kind="quiet" icon={Table2} onClick={() => edit(one)}>{t('columns')}</Button> : null}
            <IconButton small icon={X} label={t('remove_file', { name: one.path.slice(-80) })} onClick={() => drop(one.path)} />
          </li>
        ))}
      </ul>
      {every.length > SHOWN && !all ? <div><Button small onClick={() => setAll(true)}>{t('all_files', { n: number(every.length) })}</Button></div> : null}
    </>
  )
}
