// Builds the pages of the studio into web/dist when they are missing or older than their sources: a few seconds, once.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'web', 'dist')
const stampFile = join(dist, '.stamp')

/** Builds the pages unless they are what their sources would give. */
export async function buildWeb() {
  const stamp = fingerprint()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.error('Lectern: building the pages of the studio (once; a few seconds) …')
  const { build } = await import('vite')
  await build({ configFile: join(root, 'web', 'vite.config.ts'), logLevel: 'warn' })
  compress()
  writeFileSync(stampFile, stamp)
}

/** Of all that the pages are made from. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const file of globSync('web/**/*.{ts,tsx,css,html,svg,json}', { cwd: root }).sort()) {
    if (!file.startsWith(join('web', 'dist'))) hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** Beside each file of text its compressed forms, so that serving costs nothing. */
function compress() {
  for (const file of globSync('**/*.{js,css,html,svg}', { cwd: dist })) {
    const path = join(dist, file)
    if (statSync(path).size < 512) continue
    const bytes = readFileSync(path)
    writeFileSync(`${path}.br`, brotliCompressSync(bytes))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb()
