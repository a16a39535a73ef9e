import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '#server/base/config.ts'
import { freeBytesOf } from '#server/storage/free-bytes.ts'
import { inBytes } from '../in-words.ts'
import type { Finding } from './finding.ts'

const oldestNode = 24

export async function checkNode(): Promise<Finding[]> {
  const isNewEnough = Number(process.versions.node.split('.')[0]) >= oldestNode
  const remedy = `Start it with npm start or npx lectern, which bring their own; or install Node.js ${oldestNode}.`
  return [{ name: 'node', found: process.version, ...(isNewEnough ? { state: 'ok' } : { state: 'fail', remedy }) }]
}

/** Where each part has been tried: PostgreSQL's programs and the engines come for these. */
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

export async function checkPlatform(): Promise<Finding[]> {
  const platform = `${process.platform}-${process.arch}`
  const machine = `${availableParallelism()} cores, ${inBytes(totalmem())} of memory`
  const found = `${platform} (${release()}), ${machine}`
  if (platforms.includes(platform)) return [{ name: 'platform', state: 'ok', found }]
  return [{ name: 'platform', state: 'warn', found, remedy: `Lectern is tried on ${platforms.join(', ')}.` }]
}

/** An hour of speech is about 170 MB of takes at 24 kHz, and as much again while it is encoded. */
const scarceBytes = 2e9
const tooFewBytes = 200e6

export async function checkDataFolder({ LECTERN_DATA: folder }: Config): Promise<Finding[]> {
  const name = 'data folder'
  const probe = join(folder, `.probe-${randomUUID()}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(probe, 'written by lectern doctor')
    await rm(probe)
  } catch (error) {
    const found = `${folder} cannot be written: ${(error as NodeJS.ErrnoException).code}`
    return [{ name, state: 'fail', found, remedy: 'Make it writable for this user, or set LECTERN_DATA.' }]
  }
  const free = await freeBytesOf(folder)
  if (free === undefined) return [{ name, state: 'ok', found: `${folder}, which does not tell how much is free` }]
  const found = `${folder}, ${inBytes(free)} free`
  if (free >= scarceBytes) return [{ name, state: 'ok', found }]
  const remedy = 'Free some space, or set LECTERN_DATA to a folder on a larger disk.'
  return [{ name, state: free < tooFewBytes ? 'fail' : 'warn', found, remedy }]
}

export async function checkPort({ HOST: host, PORT: port }: Config): Promise<Finding[]> {
  const name = 'port'
  const address = `${host}:${port}`
  const reason = await tryToListen(host, port)
  if (reason === undefined) return [{ name, state: 'ok', found: `${address} is free` }]
  if (reason === 'EADDRINUSE' && (await isLectern(host, port)))
    return [{ name, state: 'ok', found: `a Lectern answers at http://${address}` }]
  const found = reason === 'EADDRINUSE' ? `${address} is used by another program` : `${address}: ${reason}`
  return [{ name, state: 'fail', found, remedy: 'Set PORT (and HOST) to others; PORT=0 takes a free port.' }]
}

/** Undefined when it works, else the reason: `EADDRINUSE`. */
async function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer().listen(port, host)
  try {
    await once(server, 'listening')
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  } finally {
    server.close()
  }
}

async function isLectern(host: string, port: number): Promise<boolean> {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host
  try {
    const answer = await fetch(`http://${reachable}:${port}/health`, { signal: AbortSignal.timeout(3_000) })
    return ((await answer.json()) as { status?: unknown }).status === 'ok'
  } catch {
    return false
  }
}

export async function checkFfprobe(): Promise<Finding[]> {
  const name = 'ffprobe'
  try {
    const { stdout } = await promisify(execFile)('ffprobe', ['-version'], { timeout: 5_000 })
    return [{ name, state: 'ok', found: `${stdout.split(' Copyright')[0]} (not needed)` }]
  } catch {
    return [{ name, state: 'ok', found: 'not installed (not needed; some tests compare with it)' }]
  }
}
