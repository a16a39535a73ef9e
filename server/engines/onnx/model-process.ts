import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { limitCompute } from '../compute-limit.ts'
import type { ChildMessage } from './answer-jobs.ts'

/** The process ended while it had a job: it may be tried again in a new one. */
export class ProcessDied extends Error {}

/** The process was killed because the job did not end. */
export class JobTookTooLong extends Error {}

/** What a process says of a job: what it made, or why it could not, and how much memory it holds now. */
export type Reply<Result> = Extract<ChildMessage<Result>, { memoryBytes: number }>

/** How much a process may compute to start and to load its model, on a slow machine. */
export const mostStartSeconds = 180

/**
 * Starts a process that does one job at a time and ends with this one, however it ends.
 * @param script a module that calls `answerJobs`
 * @param settings what it finds in `readSettings()`; plain data
 * @throws Error when this process or this machine may have no more files and processes
 */
export function startProcess(script: string, settings: unknown): ChildProcess {
  const child = fork(script, [JSON.stringify(settings)], {
    serialization: 'advanced',
    execArgv: [],
    env: {
      ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
      NODE_COMPILE_CACHE: findCompiled(),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.on('error', () => child.kill('SIGKILL')) // `ask` tells
  // Such a one never tells of its end either.
  if (child.pid === undefined) throw new Error('No process could be started.')
  setKeepingAlive(child, false)
  return child
}

/**
 * Sends a job and waits for the reply. Whatever else happens first ends the process.
 * @param seconds of computing that the job may take once the model is loaded
 * @throws ProcessDied; JobTookTooLong; the signal's reason when aborted
 */
export function ask<Result>(
  child: ChildProcess,
  job: unknown,
  seconds: number,
  signal: AbortSignal,
): Promise<Reply<Result>> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply<Result>>()
  let complaints = ''
  const hear = (text: Buffer) => (complaints = (complaints + text).slice(-2000))
  const expire = () => reject(new JobTookTooLong(`It took more than ${Math.round(seconds)} s.`))
  let limit = limitCompute(child.pid, mostStartSeconds, expire)
  const onMessage = (message: ChildMessage<Result>) => {
    limit[Symbol.dispose]()
    if ('memoryBytes' in message) resolve(message)
    else limit = limitCompute(child.pid, seconds, expire)
  }
  const die = () => reject(new ProcessDied('The process ended amidst its work.', { cause: complaints }))
  const abort = () => reject(signal.reason)
  child.on('message', onMessage).once('exit', die).stderr?.on('data', hear)
  signal.addEventListener('abort', abort, { once: true })
  setKeepingAlive(child, true)
  child.send(job as object, (error) => error && die())
  if (signal.aborted) abort()
  return promise
    .catch((thrown) => {
      child.kill('SIGKILL')
      throw thrown
    })
    .finally(() => {
      limit[Symbol.dispose]()
      child.off('message', onMessage).off('exit', die).stderr?.off('data', hear)
      signal.removeEventListener('abort', abort)
      setKeepingAlive(child, false)
    })
}

/** Kills a process and waits until it is gone. */
export function endProcess(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.ref()
  child.kill('SIGKILL')
  return ended
}

/** It gets nothing of our environment but what finds programs and libraries. */
const inherited = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMPDIR', 'LANG']

/** Where code lies compiled, with which a process starts with a quarter of a second less CPU; undefined where it is not kept. */
function findCompiled(): string | undefined {
  const ofThisNode = getCompileCacheDir()
  return ofThisNode && dirname(ofThisNode)
}

/** Whether this process waits for that one to end. */
function setKeepingAlive(child: ChildProcess, isWaitedFor: boolean): void {
  const handles = [child, child.channel, child.stderr as unknown as { ref(): void; unref(): void } | null]
  for (const handle of handles) isWaitedFor ? handle?.ref() : handle?.unref()
}
