import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

// Served by the API from its own origin under the strictest policy: no inline script or style, no outside host.
export default defineConfig({
  base: '/',
  plugins: [words()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../api/page/built',
    emptyOutDir: true,
    target: 'es2023',
    assetsDir: 'page',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8800', '/docs': 'http://127.0.0.1:8800' } },
})

/** One module a language, `virtual:words/en`: the words of every folder that has `texts/en.json`. */
function words(): Plugin {
  const PREFIX = 'virtual:words/'
  return {
    name: 'words',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined
      const language = id.slice(PREFIX.length + 1)
      const found: Record<string, unknown> = {}
      for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
        if (basename(dirname(file)) !== 'texts' || basename(file) !== `${language}.json`) continue
        const path = join('src', file)
        this.addWatchFile(path)
        found[basename(dirname(dirname(file)))] = JSON.parse(readFileSync(path, 'utf8'))
      }
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(found))})`
    },
  }
}
