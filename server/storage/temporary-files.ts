import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isProcessAlive } from './process-alive.ts'

/** Files of other machines that share the folder: theirs cannot be seen to be dead, only to be old. */
const oldMilliseconds = 24 * 3600 * 1000

/** A path that nobody else uses, named after this process: `host~pid~random`. */
export function temporaryPath(folder: string): string {
  return join(folder, `${hostname()}~${process.pid}~${randomUUID()}`)
}

/** Removes what processes that were killed in the middle of writing have left. */
export async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && isLeftOver(name, found.mtimeMs)) await rm(path, { force: true })
  }
}

function isLeftOver(name: string, writtenAtMilliseconds: number): boolean {
  const [host, pid] = name.split('~')
  if (host !== hostname()) return writtenAtMilliseconds < Date.now() - oldMilliseconds
  // A container that starts again often gives its process the same id.
  if (Number(pid) === process.pid) return writtenAtMilliseconds < performance.timeOrigin
  return !isProcessAlive(Number(pid))
}
