import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What to ask, over and over, each client as soon as it has its answer. */
export interface Load {
  url: string
  clients: number
  seconds: number
}

export interface LoadResult {
  requestsPerSecond: number
  /** Of each request. */
  milliseconds: number[]
}

/** Puts load on a server from a process of its own; the first half second is not counted. */
export async function putLoad(load: Load): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, 'load-process.ts'), [JSON.stringify(load)], {
    serialization: 'advanced',
  })
  const [result] = await Promise.race([once(child, 'message'), once(child, 'exit').then(failLoad)])
  return result as LoadResult
}

function failLoad(): never {
  throw new Error('The load process failed.')
}
