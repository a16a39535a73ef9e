import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import type { ImportedDocument } from './imported-document.ts'
import type { DocumentFile } from './importer.ts'
import type { ReadingReply } from './read-document.ts'

export type ReadingRequest = DocumentFile & { format: string }

/**
 * Reads a document in a process of its own and ends that process, whatever happens in it.
 * @param program the process to start; another one in tests
 * @throws StudioError what the reading process says; `document_broken` when it dies, `document_too_large` when it
 *   takes more time or memory than the limits allow; the signal's reason when aborted
 */
export async function readInProcess(
  request: ReadingRequest,
  signal?: AbortSignal,
  program = join(import.meta.dirname, 'read-document.ts'),
): Promise<ImportedDocument> {
  signal?.throwIfAborted()
  const child = start(program, request.limits.memoryMegabytes)
  const timeLimit = AbortSignal.timeout(request.limits.seconds * 1000)
  const stop = signal ? AbortSignal.any([signal, timeLimit]) : timeLimit
  const kill = () => child.kill('SIGKILL')
  stop.addEventListener('abort', kill)
  try {
    const reply = await replyOf(child, request)
    signal?.throwIfAborted()
    if (timeLimit.aborted && !reply.document) throw tookTooLong(request)
    return documentOf(reply, request)
  } finally {
    stop.removeEventListener('abort', kill)
    kill()
  }
}

/** It gets no environment of ours: a reader of strangers' documents needs no keys. */
function start(program: string, memoryMegabytes: number): ChildProcess {
  return fork(program, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryMegabytes}`],
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

type Ending = ReadingReply & { stderr: string }

/** Waits until the process has answered or ended: what it sent, and what it wrote to its error output. */
function replyOf(child: ChildProcess, request: ReadingRequest): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const ending: Ending = { stderr: '' }
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (ending.stderr += text.slice(0, 10_000)))
    child.on('message', (reply: ReadingReply) => child.kill('SIGKILL') && Object.assign(ending, reply))
    child.on('error', reject)
    child.on('close', () => resolve(ending))
    child.send(request, (error) => error && child.kill('SIGKILL'))
  })
}

function documentOf({ document, error, stderr }: Ending, { fileName, limits }: ReadingRequest): ImportedDocument {
  if (document) return document
  if (error) throw new StudioError(error.code, error.message)
  if (/heap out of memory|Zone Allocation failed|RangeError: Array buffer allocation/.test(stderr)) {
    const sentence = `"${fileName}" needs more than ${limits.memoryMegabytes} MB of memory to be read.`
    throw new StudioError('document_too_large', sentence)
  }
  const sentence = `"${fileName}" could not be read: the reading process ended without an answer.`
  throw new StudioError('document_broken', sentence, { cause: stderr })
}

function tookTooLong({ fileName, limits }: ReadingRequest): StudioError {
  return new StudioError('document_too_large', `"${fileName}" took more than ${limits.seconds} s to read.`)
}
