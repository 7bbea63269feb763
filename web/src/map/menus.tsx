/** What leaves the page: pictures, files for other tools, a link. */
import { useState } from 'preact/hooks'
import { Download, FileCode, Image, Link, Share2 } from 'lucide'
import { raw } from '../api/client'
import { done, download, failed, Menu } from '../ui'
import { language } from '../texts'
import { asPng, asSvg, fileName } from './export'
import type { MapData } from './model'
import { t } from './words'
import { asked, type Wish } from './wish'

interface ExportProps {
  data: MapData
  wish: Wish
  title: string
  drawing: { current: SVGSVGElement | null }
  /** A picture can only be exported where there is one. */
  picture: boolean
}

export function Export({ data, wish, title, drawing, picture }: ExportProps) {
  const [busy, setBusy] = useState(false)
  const work = async (make: () => Promise<void>) => {
    setBusy(true)
    try {
      await make()
    } catch (reason) {
      failed(reason)
    } finally {
      setBusy(false)
    }
  }
  const drawn = () => {
    if (!drawing.current) throw new Error(t('no_picture'))
    return asSvg(drawing.current, data, title)
  }
  const file = (format: string, suffix: string) => async () => {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...asked(wish), format })) {
      for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one))
    }
    const answer = await raw(`/api/v1/cis/${encodeURIComponent(wish.ci)}/neighbourhood?${query.toString()}`)
    download(fileName(title, suffix), await answer.blob())
  }
  return (
    <Menu
      label={busy ? t('exporting') : t('export')}
      icon={Share2}
      items={[
        { text: t('export_svg'), icon: Image, disabled: !picture, onPick: () => void work(async () => download(fileName(title, 'svg'), new Blob([drawn()], { type: 'image/svg+xml' }))) },
        { text: t('export_png'), icon: Image, disabled: !picture, onPick: () => void work(async () => download(fileName(title, 'png'), await asPng(drawn()))) },
        { text: t('export_copy'), icon: Image, disabled: !picture, onPick: () => void work(async () => copied(await asPng(drawn()))) },
        null,
        { text: 'Mermaid', icon: FileCode, onPick: () => void work(file('mermaid', 'mmd')) },
        { text: 'GraphML', icon: Download, onPick: () => void work(file('graphml', 'graphml')) },
        null,
        { text: t('copy_link'), icon: Link, onPick: () => void work(linked) },
      ]}
    >
      <span lang={language.value}>{t('export')}</span>
    </Menu>
  )
}

async function linked(): Promise<void> {
  await navigator.clipboard.writeText(location.href)
  done(t('link_copied'))
}

async function copied(picture: Blob): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
  done(t('picture_copied'))
}
