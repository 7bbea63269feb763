// Holds the catalogues equal: same keys and same placeholders in each language, keys sorted, every folder once.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'

const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant']
const wrong = []
const seen = new Map()

function folders(at) {
  const below = readdirSync(at).map((name) => join(at, name)).filter((path) => statSync(path).isDirectory())
  return below.flatMap((path) => (basename(path) === 'texts' ? [path] : folders(path)))
}

function placeholders(text, where) {
  const found = new Set()
  const walk = (parts) => {
    for (const one of parts) {
      if (one.type !== 0 && one.type !== 7) found.add(one.value)
      for (const option of Object.values(one.options ?? {})) walk(option.value)
    }
  }
  try {
    walk(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst())
  } catch (reason) {
    wrong.push(`${where}: ${reason.message}`)
  }
  return [...found].sort().join(', ')
}

for (const folder of folders('src')) {
  const noun = basename(dirname(folder))
  if (seen.has(noun)) wrong.push(`${folder}: the name ${noun} is taken by ${seen.get(noun)}`)
  seen.set(noun, folder)
  const [first, ...others] = LANGUAGES.map((one) => JSON.parse(readFileSync(join(folder, `${one}.json`), 'utf8')))
  for (const [n, words] of others.entries()) {
    const where = `${folder}/${LANGUAGES[n + 1]}.json`
    for (const key of Object.keys(first)) if (!(key in words)) wrong.push(`${where}: ${key} is missing`)
    for (const key of Object.keys(words)) if (!(key in first)) wrong.push(`${where}: ${key} is not in en.json`)
    for (const [key, text] of Object.entries(words)) {
      if (!text.trim()) wrong.push(`${where}: ${key} is empty`)
      const [a, b] = [placeholders(first[key] ?? '', `${folder}/en.json: ${key}`), placeholders(text, `${where}: ${key}`)]
      if (key in first && a !== b) wrong.push(`${where}: ${key} has {${b}}, en.json has {${a}}`)
    }
  }
}

if (seen.size === 0) wrong.push('no catalogue was found')
if (wrong.length) {
  process.stderr.write(`${wrong.join('\n')}\n`)
  process.exit(1)
}
process.stdout.write(`${seen.size} catalogues in ${LANGUAGES.length} languages\n`)
