import type { Config } from '#server/base/config.ts'
import { hasCode, StudioError } from '#server/base/errors.ts'
import type { TakeKey } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { readKeptSecret } from '#server/storage/kept-secret.ts'
import { filesAddress, type OpenFiles, openFiles } from '#server/storage/open-files.ts'
import { takes } from '#server/storage/schema.ts'
import { takeFile } from './take-store.ts'

/** Says in a file store whose files it holds: as the database knows its studio. */
const markKey = 'studio'
/** By what the database knows its studio. */
export const studioIdSetting = 'studio_id'

/**
 * The files of the studio whose database it is, and no others: a folder that is not mounted, or a gateway whose store is away,
 * answers that no file is there, and whoever believes it forgets all sound; and next to the rows of another database all
 * sound is left over. So a file counts as missing, and is put, only where the mark of this studio can be read.
 * @throws StudioError as `openFiles`; `storage_unavailable` when none of its files is there; `invalid_configuration` when they are another's
 */
export async function openOwnFiles(config: Config, db: Database): Promise<OpenFiles> {
  const files = await openFiles(config)
  try {
    const place = await toPlace(files, config, db)
    if (!(await isMarked(place))) await writeMark(place)
    return { ...toOwn(place), [Symbol.dispose]: () => files[Symbol.dispose]() }
  } catch (error) {
    files[Symbol.dispose]()
    throw error
  }
}

/** Looks whether the files are there that this studio opens, and marks nothing. @throws StudioError as `openOwnFiles` */
export async function checkOwnFiles(config: Config, db: Database): Promise<void> {
  using files = await openFiles(config)
  await isMarked(await toPlace(files, config, db))
}

/** For who fills files for another database than the one that has used them: the next who opens them looks whose they are. */
export async function forgetOwner(files: FileStore): Promise<void> {
  await files.delete([markKey])
}

/**
 * Before files are copied to where others may be: of two studios, each would delete what is the other's. Nobody would be told before
 * the next start, since one mark is as long as another.
 * @throws StudioError `invalid_configuration`
 */
export async function requireSameOwner(from: FileStore, to: FileStore, addresses: { from: string; to: string }) {
  const [ours, theirs] = await Promise.all([readMark(from), readMark(to)])
  if (theirs === undefined || theirs === ours) return
  const sentence = `The files in ${addresses.to} belong to another studio than those in ${addresses.from}.`
  const advice = `Copy to a place of their own. If there is no such studio any more, delete the file "${markKey}" there.`
  throw new StudioError('invalid_configuration', `${sentence} ${advice}`)
}

interface Place {
  files: FileStore
  db: Database
  /** For sentences. */
  address: string
  studioId: string
}

async function toPlace(files: FileStore, config: Config, db: Database): Promise<Place> {
  return { files, db, address: filesAddress(config), studioId: await readKeptSecret(db, studioIdSetting) }
}

/** Of a place that was marked when it was opened: it is not there, or some of its sound is and the mark was lost. */
async function requireOwn(place: Place): Promise<void> {
  if (await isMarked(place, { mayBeNew: false })) return
  await writeMark(place)
}

async function writeMark(place: Place): Promise<void> {
  await place.files.put(markKey, Buffer.from(place.studioId)).catch((error) => {
    throw isMissing(error) ? notThere(place.address) : error
  })
}

/** False of a place that may be this studio's, but has no mark. */
async function isMarked({ files, db, address, studioId }: Place, { mayBeNew = true } = {}): Promise<boolean> {
  const mark = await readMark(files)
  if (mark === studioId) return true
  if (mark !== undefined) throw ofAnother(address)
  if (!(await mayBeOurs(files, db, mayBeNew))) throw notThere(address)
  return false
}

async function readMark(files: FileStore): Promise<string | undefined> {
  try {
    return (await files.read(markKey)).toString()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'file_not_found')
}

const takesLookedFor = 20

/**
 * A new place for a studio without sound; or files from before there was a mark, or that were restored. By their keys takes are in
 * no order of time: where some sound was lost together, other is found.
 */
async function mayBeOurs(files: FileStore, db: Database, mayBeNew: boolean): Promise<boolean> {
  const { key, contentHash } = takes
  const rows: { key: TakeKey; contentHash: string | null }[] = await db
    .select({ key, contentHash })
    .from(takes)
    .orderBy(takes.key)
    .limit(takesLookedFor)
  for (const row of rows) if (await files.head(takeFile(row))) return true
  return mayBeNew && rows.length === 0
}

function notThere(address: string): StudioError {
  const advice = 'If they are lost for good, `lectern files check --forget-missing` lets their sound be made anew.'
  return new StudioError('storage_unavailable', `The files of this studio are not in ${address}. ${advice}`)
}

function ofAnother(address: string): StudioError {
  const sentence = `The files in ${address} belong to another studio than the one whose database this is.`
  const advice = `Give this one files of its own (LECTERN_FILES), or lead DATABASE_URL to theirs. If there is no such studio any more, delete the file "${markKey}" there: what this database does not know is deleted then.`
  return new StudioError('invalid_configuration', `${sentence} ${advice}`)
}

/**
 * The same store, in which what is missing has gone from it, and what is put is there when the place of another has left again: a
 * place that somebody else has opened takes whatever is written.
 */
function toOwn(place: Place): FileStore {
  const { files } = place
  async function unlessAway(error: unknown): Promise<never> {
    if (isMissing(error)) await requireOwn(place)
    else if (hasCode(error, 'storage_failed')) await requireOwn(place).catch(throwIfAway)
    throw error
  }
  return {
    ...files,
    async put(key, content) {
      if (!(content instanceof Uint8Array)) content.on('error', () => {}) // whoever reads it, soon, is told
      await requireOwn(place).catch((error) => {
        if (!(content instanceof Uint8Array)) content.destroy()
        throw error
      })
      await files.put(key, content).catch(unlessAway)
    },
    get: (key, range) => files.get(key, range).catch(unlessAway),
    read: (key) => files.read(key).catch(unlessAway),
    room: () => files.room().catch(unlessAway),
    async head(key) {
      const found = await files.head(key)
      if (!found) await requireOwn(place)
      return found
    },
  }
}

function throwIfAway(error: unknown): void {
  if (hasCode(error, 'storage_unavailable')) throw error
}
