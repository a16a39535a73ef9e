import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import { isLeftOver, ownName } from '#server/storage/temporary-files.ts'
import { reasonOf } from './reason-of.ts'

/**
 * Makes sure that a file can be written, and removes what killed runs left beside it.
 * @throws StudioError `output_refused`, `output_disk_full`
 */
export async function checkOutput(path: string): Promise<void> {
  const folder = dirname(path)
  const found = await stat(folder).catch((cause) => refuse(path, `${folder} cannot be used: ${reasonOf(cause)}`, cause))
  if (!found.isDirectory()) refuse(path, `${folder} is not a folder`)
  const existing = await stat(path).catch(() => undefined)
  if (existing && !existing.isFile()) refuse(path, 'something else than a file has that name')
  await removeLeftOvers(path) // first: they may take the room
  const probe = temporaryPath(path)
  await writeFileAt(probe, path, [Buffer.alloc(1)]).finally(() => rm(probe, { force: true }))
}

/**
 * Writes a file beside its place and moves it there when it is whole and `check` found nothing wrong with it.
 * @throws StudioError `output_refused`, `output_disk_full`; what `check` throws
 */
export async function writeOutput(
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  check: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryPath(path)
  try {
    await writeFileAt(temporary, path, pieces)
    await check(temporary)
    await rename(temporary, path).catch((cause) => explain(path, cause))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Hidden, beside the file, and named after this process: `.book.mp3~host~4711~….unfinished`. */
function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}~${ownName()}${unfinished}`)
}

const unfinished = '.unfinished'

async function removeLeftOvers(path: string): Promise<void> {
  const beginning = `.${basename(path)}~`
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    if (!name.startsWith(beginning) || !name.endsWith(unfinished)) continue
    const left = join(dirname(path), name)
    const found = await stat(left).catch(() => undefined)
    if (found && isLeftOver(name.slice(beginning.length), found.mtimeMs)) await rm(left, { force: true })
  }
}

async function writeFileAt(
  temporary: string,
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  await using file = await open(temporary, 'wx').catch((cause) => explain(path, cause))
  for await (const piece of pieces) await file.writeFile(piece).catch((cause) => explain(path, cause))
  await file.datasync().catch((cause) => explain(path, cause))
}

function explain(path: string, cause: NodeJS.ErrnoException): never {
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT' || cause.code === 'EFBIG')
    throw new StudioError('output_disk_full', `There is no room for ${path}: ${cause.code}.`, { cause })
  return refuse(path, `${dirname(path)} cannot be written: ${reasonOf(cause)}`, cause)
}

function refuse(path: string, reason: string, cause?: unknown): never {
  throw new StudioError('output_refused', `${path} cannot be made: ${reason}.`, { cause })
}
