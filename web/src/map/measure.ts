/** How wide a text is in the page's own font, and how a long one is cut. */

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

const MOST_KEPT = 20_000
const LONGEST = 240
const widths = new Map<string, number>()
let brush: CanvasRenderingContext2D | null | undefined

/** The width of a text in pixels; `weight` as in CSS. */
export function width(text: string, size: number, weight = 400): number {
  const key = `${weight} ${size} ${text}`
  const known = widths.get(key)
  if (known !== undefined) return known
  brush ??= document.createElement('canvas').getContext('2d')
  if (brush) brush.font = `${weight} ${size}px ${FONT}`
  const found = brush?.measureText(text).width ?? text.length * size * 0.6
  if (widths.size > MOST_KEPT) widths.clear()
  widths.set(key, found)
  return found
}

// Blanks of all kinds, controls, and what would turn or break the line that it stands in.
// oxlint-disable-next-line no-control-regex
const BLANKS = /[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu
const TURNS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu
const BROKEN = /[\ud800-\udfff\ufffe\uffff]/gu

/** The text as it stands in a label: on one line, without what XML forbids. */
export function oneLine(text: string): string {
  return text.slice(0, 4_000).replace(TURNS, '').replace(BLANKS, ' ').replace(BROKEN, '\ufffd').trim()
}

/** The text, or its beginning and end with … between: alike names differ at their ends. */
export function cut(text: string, room: number, size: number, weight = 400): string {
  const whole = oneLine(text)
  if (whole.length <= LONGEST && width(whole, size, weight) <= room) return whole
  const letters = [...whole]
  const fits = (head: number, tail: number) => `${letters.slice(0, head).join('').trimEnd()}…${tail ? letters.slice(-tail).join('').trimStart() : ''}`
  let [low, high] = [0, Math.min(letters.length, LONGEST)]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const head = Math.ceil(middle * 0.6)
    if (width(fits(head, middle - head), size, weight) <= room) low = middle
    else high = middle - 1
  }
  const head = Math.ceil(low * 0.6)
  return fits(head, low - head)
}

// Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.
const RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u
const STRONG = /\p{L}/u

/** True where the first letter runs from right to left. */
export function fromRight(text: string): boolean {
  for (const letter of text.slice(0, 200)) if (STRONG.test(letter)) return RIGHT.test(letter)
  return false
}
