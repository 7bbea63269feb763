/** Files that somebody picks or drops: single ones, archives, or a folder of which only some are worth sending. */

/** A file with its path in the upload. */
export interface Chosen {
  path: string
  file: File
}

/** What was picked: `project` is the folder's name; `left` counts files that no importer reads; `whole`: a folder. */
export interface Picked {
  files: Chosen[]
  project: string
  left: number
  whole: boolean
}

const SKIPPED = new Set(['node_modules', '__pycache__', 'vendor', 'venv', 'site-packages'])
const TABLE = /\.(csv|tsv|xlsx)$/i
const MAPPING = /\.mapping\.(toml|ya?ml)$/i
const ARCHIVE = /\.(zip|tar|tgz|gz)$/i

/** True for a table whose columns a mapping explains. */
export const isTable = (path: string): boolean => TABLE.test(path)
/** True for what explains the columns of a table. */
export const isMapping = (path: string): boolean => MAPPING.test(path)
/** The name of the mapping beside a table. */
export const mappingOf = (path: string): string => path.replace(TABLE, '.mapping.toml')

/** Take what an input of files holds. */
export function picked(list: FileList, patterns: readonly string[]): Picked {
  return sorted([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })), patterns)
}

/** Take what was dropped, folders too. */
export async function dropped(data: DataTransfer, patterns: readonly string[]): Promise<Picked> {
  const entries = [...data.items].flatMap((one) => one.webkitGetAsEntry() ?? [])
  const found: Chosen[] = []
  for (const one of entries) await walk(one, '', found)
  return sorted(found, patterns)
}

async function walk(entry: FileSystemEntry, above: string, into: Chosen[]): Promise<void> {
  const path = above + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    into.push({ path, file })
    return
  }
  if (hidden(`${path}/x`)) return
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A reader hands out a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const one of some) await walk(one, `${path}/`, into)
  }
}

function sorted(every: Chosen[], patterns: readonly string[]): Picked {
  const first = every[0]?.path.split('/')[0] ?? ''
  const whole = every.length > 0 && every.every((one) => one.path.includes('/') && one.path.startsWith(`${first}/`))
  if (!whole) return { files: ordered(every), project: named(every), left: 0, whole: false }
  const within = every.map((one) => ({ ...one, path: one.path.slice(first.length + 1) }))
  const files = within.filter((one) => !hidden(one.path) && (wanted(one.path, patterns) || isMapping(one.path)))
  return { files: ordered(files), project: first, left: within.length - files.length, whole: true }
}

const ordered = (files: Chosen[]): Chosen[] => files.sort((a, b) => (a.path < b.path ? -1 : 1))

/** A lone file names its source by itself; of several somebody says where they are from. */
function named(files: Chosen[]): string {
  const only = files.filter((one) => !isMapping(one.path))
  const [first] = only
  if (!first || only.length > 1) return ''
  return first.file.name.replace(ARCHIVE, '').replace(/\.(tar|json|jsonl|ya?ml|xml|csv|tsv|xlsx|tfstate|ini|txt)$/i, '')
}

function hidden(path: string): boolean {
  const folders = path.split('/')
  const last = folders.pop() ?? ''
  return (last.startsWith('.') && !last.startsWith('.env')) || folders.some((one) => one.startsWith('.') || SKIPPED.has(one))
}

/** True where an importer may read a file of this name; what has a pattern with a slash is meant by its path. */
export function wanted(path: string, patterns: readonly string[]): boolean {
  const whole = path.toLowerCase()
  const name = whole.slice(whole.lastIndexOf('/') + 1)
  return patterns.some((one) => expression(one).test(one.includes('/') ? whole : name))
}

const known = new Map<string, RegExp>()

function expression(pattern: string): RegExp {
  let found = known.get(pattern)
  if (!found) {
    const escaped = pattern.toLowerCase().replace(/[.+^${}()|\\]/g, '\\$&')
    found = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`)
    known.set(pattern, found)
  }
  return found
}

/** The files as a form, with a mapping of one's own for some tables. */
export function form(files: readonly Chosen[], mappings: ReadonlyMap<string, string>): FormData {
  const made = new FormData()
  for (const one of files) if (!mappings.has(one.path)) made.append('file', one.file, one.path)
  for (const [path, text] of mappings) made.append('file', new Blob([text], { type: 'text/plain' }), path)
  return made
}

/** A size as people say it. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB']
  let value = bytes / 1024
  let at = 0
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024
    at += 1
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[at]}`
}
