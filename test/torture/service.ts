import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { processEnvironment } from '../process-environment.ts'
import { listProcesses, type RunningProcess } from './processes.ts'

const program = join(import.meta.dirname, '../../server/main.ts')
/** As systemd's RestartSec. */
const restartPauseMilliseconds = 100

interface ServiceOptions {
  /** The working folder of all processes; LECTERN_DATA is in it. */
  folder: string
  environment: Record<string, string>
}

/** The real program, kept running as a service manager does: whenever its process ends, it is started again. */
export class Service implements AsyncDisposable {
  readonly logFile: string
  readonly dataFolder: string
  /** How the process ended when nobody had killed it: while starting (it gives up without a database), and later. */
  readonly unexpectedEnds = { whileStarting: 0, later: [] as string[] }
  /** Fulfilled when it was ready once. */
  readonly firstReady: Promise<void>
  readonly #tellReady: () => void
  readonly #options: ServiceOptions
  readonly #keeping: Promise<void>
  #child: ChildProcess | undefined
  #port = 0
  #wasReady = false
  #isStopping = false

  constructor(options: ServiceOptions) {
    this.#options = options
    const { promise, resolve } = Promise.withResolvers<void>()
    this.firstReady = promise
    this.#tellReady = resolve
    this.logFile = join(options.folder, 'service.log')
    this.dataFolder = join(options.folder, 'data')
    this.#keeping = this.#keepRunning()
  }

  /** Known when it was ready once, and then the same after every start. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Whether it answers, and its database too. */
  async isReady(): Promise<boolean> {
    const signal = AbortSignal.timeout(5_000)
    const answer = await fetch(`${this.baseUrl}/health`, { signal }).catch(() => undefined)
    return answer?.status === 200
  }

  listProcesses(): RunningProcess[] {
    return listProcesses(this.#options.folder)
  }

  /** Asks it to stop, and does not start it again. Answers the exit code; null when a signal ended it. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.#isStopping = true
    const child = this.#child
    if (!child) return null
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    child.kill(signal)
    await ended
    await this.#keeping
    return child.exitCode
  }

  /** Kills what is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    for (let left = this.listProcesses(); left.length > 0; left = this.listProcesses()) {
      for (const { pid } of left) kill(pid)
      await delay(20)
    }
    await this.#keeping
  }

  async #keepRunning(): Promise<void> {
    while (!this.#isStopping) {
      this.#wasReady = false
      const [code, signal] = await this.#runOnce()
      if (signal !== 'SIGKILL' && !this.#isStopping) this.#noteEnd(`with ${code ?? signal}`)
      await delay(restartPauseMilliseconds)
    }
  }

  #noteEnd(how: string): void {
    if (this.#wasReady) this.unexpectedEnds.later.push(how)
    else this.unexpectedEnds.whileStarting++
  }

  async #runOnce(): Promise<[number | null, NodeJS.Signals | null]> {
    const { folder, environment } = this.#options
    await using log = await open(this.logFile, 'a')
    const child = spawn(process.execPath, [program], {
      cwd: folder,
      env: { ...processEnvironment, ...this.#own(), ...environment },
      stdio: ['ignore', 'pipe', log.fd],
    })
    this.#child = child
    const ended = once(child, 'exit')
    createInterface({ input: child.stdout! }).on('line', (line) => this.#hear(line))
    const [code, signal] = await ended
    return [code, signal]
  }

  #own(): Record<string, string> {
    return { LECTERN_DATA: this.dataFolder, LECTERN_VOICES: 'none', PORT: String(this.#port) }
  }

  #hear(line: string): void {
    const port = /ready at http:\/\/[^ ]+:(\d+)/.exec(line)?.[1]
    if (!port) return
    this.#port = Number(port)
    this.#wasReady = true
    this.#tellReady()
  }
}

/** Ends a process at once, if it still lives. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {}
}
