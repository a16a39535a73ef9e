import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import type { ReadingReply, ReadingRequest } from './reading-messages.ts'

/** What programs are made of, from the root of the project; and where that really lies, for some have `node_modules` elsewhere. */
const programs = ['contract', 'data', 'node_modules', 'package.json', 'server']
  .map((name) => join(import.meta.dirname, '..', '..', '..', name))
  .flatMap((path) => (existsSync(path) ? [path, realpathSync(path)] : path))

/**
 * Reads a document in a process of its own and ends that process, whatever happens in it.
 * @param program the process to start; another one in tests
 * @throws StudioError what the reading process says; `document_broken` when it dies, `system_busy` when it is ended by others,
 *   `document_too_large` when it takes more time or memory than the limits allow; the signal's reason when aborted
 */
export async function readInProcess(
  request: ReadingRequest,
  signal?: AbortSignal,
  program = join(import.meta.dirname, 'read-document.ts'),
): Promise<ReadingReply> {
  signal?.throwIfAborted()
  const child = start(program, request)
  const timeLimit = AbortSignal.timeout(request.limits.seconds * 1000)
  const stop = signal ? AbortSignal.any([signal, timeLimit]) : timeLimit
  const kill = () => child.kill('SIGKILL')
  stop.addEventListener('abort', kill)
  const watch = watchMemory(child, request.limits.memoryMegabytes * allMemoryShare)
  try {
    const reply = await replyOf(child, request)
    signal?.throwIfAborted()
    if (watch.isExceeded() && !isAnswer(reply)) throw tookTooMuch(request)
    if (timeLimit.aborted && !isAnswer(reply)) throw tookTooLong(request)
    return answerOf(reply, request)
  } finally {
    stop.removeEventListener('abort', kill)
    watch.stop()
    kill()
  }
}

/**
 * A reader of strangers' documents gets no environment of ours, which holds keys, and may read nothing but programs and
 * the document: it writes no file and starts no program (Node's permission model; the network it does not close).
 */
function start(program: string, { path, limits }: ReadingRequest): ChildProcess {
  const readable = [...programs, path].map((allowed) => `--allow-fs-read=${allowed}`)
  return fork(program, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${limits.memoryMegabytes}`, '--permission', ...readable],
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

type Ending = ReadingReply & { stderr: string; signal?: NodeJS.Signals | null }

/** Of what a process complains of, the end is kept: there stands what it died of. */
const mostStderr = 20_000

/** Waits until the process has answered or ended: what it sent, and what it wrote to its error output. */
function replyOf(child: ChildProcess, request: ReadingRequest): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const ending: Ending = { stderr: '' }
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      ending.stderr = (ending.stderr + text).slice(-mostStderr)
    })
    child.on('message', (reply: ReadingReply) => {
      Object.assign(ending, reply)
      // It may have ended by itself before its answer is heard here: then there is nothing left to kill.
      child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', (_code, signal) => resolve({ ...ending, signal }))
    child.send(request, (error) => error && child.kill('SIGKILL'))
  })
}

/** What a process has besides its JavaScript heap: files as bytes, and the program itself. */
const allMemoryShare = 1.5
const watchMilliseconds = 200

/** Ends a process that takes more memory than it may; only where the system tells how much that is. */
function watchMemory(child: ChildProcess, megabytes: number) {
  let isExceeded = false
  const look = async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    if (Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) <= megabytes * 1024) return
    isExceeded = true
    child.kill('SIGKILL')
  }
  const timer = setInterval(look, watchMilliseconds).unref()
  return { isExceeded: () => isExceeded, stop: () => clearInterval(timer) }
}

function isAnswer({ document, inspected, lexicon }: ReadingReply): boolean {
  return document !== undefined || inspected !== undefined || lexicon !== undefined
}

/** By which others end a process: whoever stops the studio, or a system that has no memory left. A document does so by others. */
const fromOutside: (NodeJS.Signals | null | undefined)[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL']

function answerOf({ stderr, error, signal, ...answer }: Ending, { fileName, limits }: ReadingRequest): ReadingReply {
  if (isAnswer(answer)) return answer
  if (error) throw new StudioError(error.code, error.message, { param: error.param })
  if (/heap out of memory|Zone Allocation failed|RangeError: Array buffer allocation/.test(stderr)) {
    throw tookTooMuch({ fileName, limits })
  }
  if (fromOutside.includes(signal))
    throw new StudioError('system_busy', `"${fileName}" was not read to its end: its process was ended by ${signal}.`)
  const sentence = `"${fileName}" could not be read: the reading process ended without an answer.`
  throw new StudioError('document_broken', sentence, { cause: stderr })
}

function tookTooMuch({ fileName, limits }: Pick<ReadingRequest, 'fileName' | 'limits'>): StudioError {
  const sentence = `"${fileName}" needs more than ${limits.memoryMegabytes} MB of memory to be read.`
  return new StudioError('document_too_large', sentence)
}

function tookTooLong({ fileName, limits }: ReadingRequest): StudioError {
  return new StudioError('document_too_large', `"${fileName}" took more than ${limits.seconds} s to read.`)
}
