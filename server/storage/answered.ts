import { type FileHandle, open } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'

/** How long a call of the file system may take, which reads or writes a few megabytes at most. */
export const fileSystemSeconds = 120

/**
 * Waits for one call of the file system, but not for ever: a network folder whose server is gone never answers. A long file is
 * many calls, so that what goes on slowly goes on.
 * @param late what becomes of an answer that comes when nobody waits for it any more
 * @throws StudioError `storage_unavailable`; what the call throws
 */
export async function answered<Answer>(
  call: Promise<Answer>,
  seconds: number,
  late: (answer: Answer) => unknown = () => {},
): Promise<Answer> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const sentence = `The folder of the files has not answered for ${seconds} seconds.`
  const giveUp = () => {
    call.then(late).catch(() => {})
    reject(new StudioError('storage_unavailable', sentence))
  }
  const timer = setTimeout(giveUp, seconds * 1000)
  try {
    return await Promise.race([call, silence])
  } finally {
    clearTimeout(timer)
  }
}

/** Opens a file for some work and closes it, whoever does not answer. @throws as `answered`, and what the work throws */
export async function withFile<Result>(
  file: string,
  flags: 'r' | 'wx',
  seconds: number,
  work: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const handle = await openPatiently(file, flags, seconds)
  try {
    const result = await work(handle)
    await answered(handle.close(), seconds)
    return result
  } catch (error) {
    handle.close().catch(() => {}) // not waited for: it may be what does not answer
    throw error
  }
}

/** Opens a file; one that opens when nobody waits for it any more is closed. */
export function openPatiently(file: string, flags: 'r' | 'wx', seconds: number): Promise<FileHandle> {
  return answered(open(file, flags, 0o600), seconds, (handle) => handle.close())
}
