import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { processEnvironment } from '#server/base/process-environment.test-kit.ts'

/** A running `lectern …`. */
export interface LecternProcess {
  readonly pid: number
  /** What it has written until now. */
  readonly stdout: string
  readonly stderr: string
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
  /** Null when a signal ended it. */
  ended: Promise<number | null>
}

const main = join(import.meta.dirname, '..', 'main.ts')

/** Where nothing can be: a test that forgets its folder is not to work in that of who runs it. */
const nowhere = '/dev/null/data'

/** Starts the command line in a process of its own, with these variables of ours. It fetches no voice packs unless told to. */
export function startLectern(words: string[], environment: Record<string, string>): LecternProcess {
  const ours = { LECTERN_VOICES: 'none', LECTERN_DATA: nowhere, ...environment }
  const env = { ...processEnvironment, HOME: process.env.HOME, ...ours }
  const child = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text))
  return {
    pid: child.pid!,
    get stdout() {
      return written.stdout
    },
    get stderr() {
      return written.stderr
    },
    kill: (signal) => child.kill(signal),
    ended: once(child, 'close').then(([code]) => code),
  }
}

/** Runs it to its end. */
export async function runLectern(words: string[], environment: Record<string, string>) {
  const run = startLectern(words, environment)
  const code = await run.ended
  return { code, stdout: run.stdout, stderr: run.stderr }
}
