// Prints the compressed size of the page: what the first view loads, and all of it. Fails above the limit.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

const BUILT = '../api/page/built'
const MOST = 250_000
let whole = 0
const sizes = []
for (const name of readdirSync(BUILT, { recursive: true })) {
  if (!/\.(js|css|html|svg)$/.test(name)) continue
  const size = brotliCompressSync(readFileSync(join(BUILT, name))).length
  sizes.push([size, name])
  // One language is loaded, not three.
  if (!/words-zh/.test(name)) whole += size
}
for (const [size, name] of sizes.sort((a, b) => b[0] - a[0])) process.stdout.write(`${String(size).padStart(8)} ${name}\n`)
process.stdout.write(`${String(whole).padStart(8)} in all, one language; at most ${MOST}\n`)
process.exit(whole > MOST ? 1 : 0)
