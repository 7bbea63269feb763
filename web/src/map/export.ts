/** The picture as a file: what is seen, whole, with its title, what is hidden, and the legend. */
import { render } from 'preact'
import { h } from 'preact'
import type { MapData } from './model'
import { cut, oneLine, width } from './measure'
import { signs } from './legend'
import { said, t } from './words'
import { moment } from '../texts'

const SVG = 'http://www.w3.org/2000/svg'
const MARGIN = 24
const NARROWEST = 560
const LINE = 20
// A canvas of more pixels is refused by browsers, or blank.
const MOST_PIXELS = 60_000_000
const MOST_SIDE = 16_000

/** The whole picture as an SVG document that needs nothing else: no style sheet, no font, no script. */
export function asSvg(drawn: SVGSVGElement, data: MapData, title: string): string {
  const [left = 0, top = 0, wide = 0, high = 0] = (drawn.dataset.bounds ?? '').split(' ').map(Number)
  const total = Math.max(NARROWEST, wide + 2 * MARGIN)
  const sentences = packed([...said(data), t('revision', { revision: data.revision }), moment(new Date())], total - 2 * MARGIN)
  const head = 46 + LINE * sentences.length + 6
  const out = document.createElementNS(SVG, 'svg')
  const key = legend(data, total, head + high + 26)
  const end = key.bottom
  set(out, { xmlns: SVG, width: total, height: end, viewBox: `0 0 ${total} ${end}`, class: drawn.getAttribute('class') ?? 'map-svg', role: 'img' })
  out.append(
    named('title', {}, oneLine(title)),
    named('desc', {}, said(data).join('. ')),
    named('style', {}, styles(drawn)),
    named('rect', { class: 'map-ground', width: total, height: end }),
    named('text', { class: 'map-title', x: MARGIN, y: 34 }, cut(title, total - 2 * MARGIN, 19, 700)),
    ...sentences.map((line, at) => named('text', { class: 'map-said', x: MARGIN, y: 58 + LINE * at }, line)),
  )
  const world = drawn.querySelector('.map-world')?.cloneNode(true) as SVGGElement
  world.setAttribute('transform', `translate(${(total - wide) / 2 - left} ${head - top})`)
  still(world)
  out.append(world, key.drawn)
  return new XMLSerializer().serializeToString(out)
}

/** The same as a PNG, twice as sharp where that is not too large. */
export async function asPng(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const { naturalWidth: wide, naturalHeight: high } = image
  const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (wide * high)), MOST_SIDE / Math.max(wide, high))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(wide * scale)
  canvas.height = Math.round(high * scale)
  const brush = canvas.getContext('2d')
  if (!brush) throw new Error(t('no_canvas'))
  brush.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((kept, failed) => {
    canvas.toBlob((blob) => (blob ? kept(blob) : failed(new Error(t('no_canvas')))), 'image/png')
  })
}

/** A name for the file: letters, digits and dashes of the title. */
export function fileName(title: string, suffix: string): string {
  return `${oneLine(title).replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 80) || 'map'}.${suffix}`
}

/** Take away what only a page needs: places to point at, what hovering shows, ways of focus. */
function still(world: SVGGElement): void {
  for (const one of world.querySelectorAll('.map-touch, .map-step.fold')) one.remove()
  for (const one of world.querySelectorAll('.map-pinned')) one.removeAttribute('transform')
  for (const one of [world, ...world.querySelectorAll('*')]) {
    for (const name of ['style', 'role', 'tabindex', 'aria-label', 'aria-current', 'data-id', 'data-from', 'data-to', 'data-of', 'data-step', 'data-left', 'data-right']) one.removeAttribute(name)
    one.classList.remove('selected', 'lit')
    if (!one.getAttribute('class')) one.removeAttribute('class')
  }
}

/** The rules of the picture with the colours that hold now, light or dark. */
function styles(drawn: SVGSVGElement): string {
  const now = getComputedStyle(drawn)
  const rules = [...document.styleSheets].flatMap(rulesOf)
  return rules
    .filter((rule) => rule instanceof CSSStyleRule && rule.selectorText.startsWith('.map-svg'))
    .map((rule) => rule.cssText.replace(/var\((--[\w-]+)(?:,[^()]*(?:\([^()]*\))?[^()]*)?\)/g, (_all, name: string) => now.getPropertyValue(name).trim() || 'currentColor'))
    .join('\n')
}

/** The rules of a sheet; none of one that may not be read. */
function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return Array.from(sheet.cssRules)
  } catch {
    return []
  }
}

function legend(data: MapData, total: number, top: number): { drawn: SVGGElement; bottom: number } {
  const drawn = document.createElementNS(SVG, 'g')
  let [x, y] = [MARGIN, top]
  for (const sign of signs(data)) {
    const taken = 41 + width(sign.means, 11)
    if (x > MARGIN && x + taken > total - MARGIN) [x, y] = [MARGIN, y + 24]
    const place = named('g', { transform: `translate(${x} ${y - 9})` })
    render(h('g', null, sign.draw), place)
    drawn.append(place, named('text', { class: 'map-less', x: x + 40, y: y + 4 }, sign.means))
    x += taken + 24
  }
  still(drawn)
  return { drawn, bottom: y + MARGIN }
}

function packed(sentences: readonly string[], room: number): string[] {
  const lines: string[] = []
  for (const one of sentences) {
    const last = lines.at(-1)
    const longer = last === undefined ? one : `${last}  ·  ${one}`
    if (last !== undefined && width(longer, 13) <= room) lines[lines.length - 1] = longer
    else lines.push(one)
  }
  return lines
}

function named(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const made = document.createElementNS(SVG, name)
  set(made, attributes)
  if (text !== undefined) made.textContent = text
  return made
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) if (name !== 'xmlns') element.setAttribute(name, String(value))
}
