/**
 * What the page says, in three languages.
 *
 * A folder holds its words in `texts/en.json`, `texts/zh-Hans.json`, `texts/zh-Hant.json`: flat keys, ICU
 * MessageFormat. `npm run check` holds the keys of the three equal.
 */
import { computed, signal } from '@preact/signals'
import { IntlMessageFormat } from 'intl-messageformat'
import type { ComponentChildren } from 'preact'
import { kept } from './kept'

export const LANGUAGES = { en: 'English', 'zh-Hans': '简体中文', 'zh-Hant': '繁體中文' } as const
export type Language = keyof typeof LANGUAGES

type Words = Record<string, string>
type Value = string | number | Date | boolean | null | undefined

type Catalogue = Record<string, Words>

// One file a language, put together by the build from all folders' words.
const LOAD: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('virtual:words/en'),
  'zh-Hans': () => import('virtual:words/zh-Hans'),
  'zh-Hant': () => import('virtual:words/zh-Hant'),
}

/** The language somebody chose, or null: the browser's counts. */
export const chosen = kept<Language | null>('language', null, (one): one is Language | null => one === null || isLanguage(one))
/** The language that is shown. */
export const language = signal<Language>('en')
const catalogue = signal<Catalogue>({})
const ready = new Map<string, IntlMessageFormat>()

function isLanguage(one: unknown): one is Language {
  return typeof one === 'string' && one in LANGUAGES
}

/** The best of our languages for what a browser asks for, in its order. */
export function preferred(asked: readonly string[]): Language {
  for (const one of asked) {
    const tag = one.toLowerCase()
    if (/^zh\b.*(hant|tw|hk|mo)/.test(tag)) return 'zh-Hant'
    if (tag.startsWith('zh')) return 'zh-Hans'
    if (tag.startsWith('en')) return 'en'
  }
  return 'en'
}

/** Load a language whole and show it. */
export async function speak(next: Language): Promise<void> {
  const found = await LOAD[next]()
  ready.clear()
  catalogue.value = found.default
  language.value = next
  document.documentElement.lang = next
}

/** Load the language that was chosen, else the browser's. */
export function begin(): Promise<void> {
  return speak(chosen.value ?? preferred(navigator.languages))
}

export interface Told<K extends string> {
  /** The text of a key with its values. */
  (key: K, values?: Record<string, Value>): string
  /** The same with elements among the values. */
  rich(key: K, values: Record<string, Value | ComponentChildren>): ComponentChildren
  /** True where there are words for it. */
  has(key: string): key is K
}

/** Return what tells the texts of a folder: `texts<typeof en>('find')`. */
export function texts<C extends object>(folder: string): Told<keyof C & string> {
  type K = keyof C & string
  const tell = (key: K, values?: Record<string, Value>): string => String(message(folder, key).format(values))
  tell.rich = (key: K, values: Record<string, unknown>): ComponentChildren =>
    message(folder, key).format(values as Record<string, string>) as unknown as ComponentChildren
  tell.has = (key: string): key is K => catalogue.value[folder]?.[key] !== undefined
  return tell
}

function message(folder: string, key: string): IntlMessageFormat {
  const words = catalogue.value[folder]?.[key] ?? `${folder}.${key}`
  const name = `${folder}.${key}`
  const known = ready.get(name)
  if (known) return known
  const made = new IntlMessageFormat(words, language.value, undefined, { ignoreTag: true })
  ready.set(name, made)
  return made
}

const numbers = computed(() => new Intl.NumberFormat(language.value))
const percents = computed(() => new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 0 }))
const moments = computed(() => new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'medium' }))
const days = computed(() => new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }))
const ages = computed(() => new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' }))
const lists = computed(() => new Intl.ListFormat(language.value, { type: 'conjunction' }))

/** A number as people write it: 12,345. */
export const number = (value: number): string => numbers.value.format(value)
/** A share between 0 and 1 as a percentage. */
export const percent = (value: number): string => percents.value.format(value)
/** A moment in the reader's own time zone. */
export const moment = (at: string | Date): string => moments.value.format(new Date(at))
/** A day in the reader's own time zone. */
export const day = (at: string | Date): string => days.value.format(new Date(at))
/** Names with commas and "and". */
export const listed = (names: readonly string[]): string => lists.value.format(names)

const UNITS = [
  ['year', 31_557_600], ['month', 2_629_800], ['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60],
] as const

/** How long ago or ahead: "3 hours ago", "in 2 days", "now". */
export function age(at: string | Date, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return ages.value.format(Math.trunc(seconds / length), unit)
  }
  return ages.value.format(0, 'second')
}
