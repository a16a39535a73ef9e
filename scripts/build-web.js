// Builds the pages of the studio into web/dist when they are missing or older than their sources: a few seconds, once.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const usualFolder = join(root, 'web', 'dist')

/** Builds the pages unless they are what their sources would give. Several may do so at once. */
export async function buildWeb(folder = usualFolder) {
  const stamp = fingerprint()
  if (isBuilt(folder, stamp)) return
  console.error('Lectern: building the pages of the studio (once; a few seconds) …')
  const own = mkdtempSync(`${folder}-`)
  try {
    const { build } = await import('vite')
    const configFile = join(root, 'web', 'vite.config.ts')
    await build({ configFile, logLevel: 'warn', build: { outDir: own } })
    compress(own)
    writeFileSync(join(own, stampName), stamp)
    chmodSync(own, 0o755) // whoever serves them may be another user
    if (!isBuilt(folder, stamp)) takePlace(own, folder)
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

const stampName = '.stamp'

function isBuilt(folder, stamp) {
  const file = join(folder, stampName)
  return existsSync(file) && readFileSync(file, 'utf8') === stamp
}

/** What is there is whole at every moment, or not there. Who comes second at the same moment leaves it to the first. */
function takePlace(own, folder) {
  const former = `${own}-former`
  if (existsSync(folder)) renameSync(folder, former)
  try {
    renameSync(own, folder)
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
  rmSync(former, { recursive: true, force: true })
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
function compress(dist) {
  for (const file of globSync('**/*.{js,css,html,svg}', { cwd: dist })) {
    const path = join(dist, file)
    if (statSync(path).size < 512) continue
    const bytes = readFileSync(path)
    writeFileSync(`${path}.br`, brotliCompressSync(bytes))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb()
