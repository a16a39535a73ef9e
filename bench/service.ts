import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { listChildren } from './process-figures.ts'

const program = join(import.meta.dirname, '..', 'server', 'main.ts')

/** The real program: a web process, and workers, all started by one that does nothing else. */
export interface Service extends AsyncDisposable {
  baseUrl: string
  webPid: number
  listWorkers(): number[]
}

/** An empty folder for a studio, removed at the end. */
export async function openDataFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Starts it on a free port; resolves when it says that it is ready. */
export async function startService(dataFolder: string, environment: Record<string, string> = {}): Promise<Service> {
  const env = { ...process.env, ...environmentOf(dataFolder), PORT: '0', ...environment }
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const baseUrl = await Promise.race([readAddress(child.stdout), ended.then(failStart)])
  child.stdout.resume()
  const listRole = (role: string) => listChildren(child.pid!).filter((pid) => hasRole(pid, role))
  return {
    baseUrl,
    webPid: listRole('web')[0] ?? child.pid!,
    listWorkers: () => listRole('worker'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function hasRole(pid: number, role: string): boolean {
  return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`LECTERN_ROLE=${role}`)
}

/** What all studios that are measured are told. */
export function environmentOf(dataFolder: string): Record<string, string> {
  const quiet = { LECTERN_VOICES: 'none', LECTERN_LOG_LEVEL: 'error' }
  return { LECTERN_DATA: dataFolder, LECTERN_ENGINE_DEFAULT: 'tone', ...quiet }
}

async function readAddress(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const [address] = /http:\/\/[\d.]+:\d+/.exec(line) ?? []
    if (address) return address
  }
  return failStart()
}

function failStart(): never {
  throw new Error('The studio did not start.')
}
