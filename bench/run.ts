import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { type Figure, outFileOf, readFigures, toTable } from './figure.ts'

// `npm run bench [-- name …]`: every figure, or only those named, each in a process of its own; a table at the end.

const names = [
  'start',
  'conversion-overhead',
  'second-conversion',
  'long-chapters',
  'event-loop-delay',
  'worst-requests',
  'hostile-memory',
  'doubling',
  'aligner',
  'mp3-rendition',
  'stream-after-edit',
  'mastering',
  'exports',
  'get-project',
  'list-projects',
  'update-chapter',
  'get-snapshot',
  'g2p',
  'casting',
  'planning',
  'reading',
  'memory-of-a-book',
  'many-workers',
  'files-in-s3',
  'web-pages',
  'neural-speed',
  'neural-pair',
  'neural-conversion',
  'neural-first-byte',
  'first-minute',
  'websocket-first-audio',
  'neural-memory',
]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}"; there are ${names.join(', ')}.`)
  process.exit(1)
}

console.log(`${cpus().length} cores, ${cpus()[0]?.model.trim()}, Node ${process.version}, ${new Date().toISOString()}`)
const figures: Figure[] = []
for (const name of asked.length > 0 ? asked : names) figures.push(...(await runBench(name)))
console.log(toTable(figures))

async function runBench(name: string): Promise<Figure[]> {
  console.error(`${name} …`)
  await rm(outFileOf(name), { force: true })
  const script = join(import.meta.dirname, `${name}.ts`)
  const env = { ...process.env, LECTERN_BENCH: 'quiet' }
  const { status } = spawnSync(process.execPath, [script], { env, stdio: 'inherit' })
  if (status === 0) return readFigures(name)
  process.exitCode = 1
  return [{ what: `${name} failed`, unit: '', ours: Number.NaN }]
}
