import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isProcessAlive } from './process-alive.ts'

// What belongs to a process alone is named after it: `host~pid~random`. Several machines and containers may share a folder,
// and count their processes each for itself.

/** What is old belongs to nobody any more, also where nobody can see whether its process lives. */
const oldMilliseconds = 24 * 3600 * 1000

/** A name that nobody else uses, and by which all can see whose it is. */
export function ownName(): string {
  return `${hostname()}~${process.pid}~${randomUUID()}`
}

/** A path in a folder that nobody else uses. */
export function temporaryPath(folder: string): string {
  return join(folder, ownName())
}

/** A folder for what this process makes. Others on this data folder have their own. Closing removes it. */
export async function openProcessFolder(parent: string): Promise<AsyncDisposable & { path: string }> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  await removeLeftOvers(parent)
  const path = temporaryPath(parent)
  await mkdir(path, { mode: 0o700 })
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A file in such a folder, which is made anew where it is gone. Closing removes it; one that has no room leaves nothing. */
export async function writeOwnFile(
  folder: string,
  content: string | Uint8Array,
): Promise<AsyncDisposable & { path: string }> {
  const path = join(folder, randomUUID())
  const remove = () => rm(path, { force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(path, content, { mode: 0o600 }).catch(async (error) => {
    await remove()
    throw error
  })
  return { path, [Symbol.asyncDispose]: remove }
}

/** Removes what processes that were killed have left. */
export async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && isLeftOver(name, found.mtimeMs)) await rm(path, { recursive: true, force: true })
  }
}

/** Whether the process that a name tells of, and that wrote it then, has died. Of another machine only age tells. */
export function isLeftOver(name: string, writtenAtMilliseconds: number): boolean {
  const [host, pid] = name.split('~')
  if (host !== hostname()) return writtenAtMilliseconds < Date.now() - oldMilliseconds
  // A container that starts again often gives its process the same id.
  if (Number(pid) === process.pid) return writtenAtMilliseconds < performance.timeOrigin
  return !isProcessAlive(Number(pid))
}
