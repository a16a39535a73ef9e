import { and, eq, sql } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import { hasCode, StudioError } from '#server/base/errors.ts'
import type { TakeKey } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { makeSecret, readKeptSecret } from '#server/storage/kept-secret.ts'
import { filesAddress, type OpenFiles, openFiles } from '#server/storage/open-files.ts'
import { settings, takes } from '#server/storage/schema.ts'
import { takeFile } from './take-store.ts'

/** Says in a file store whose files it holds: as the database knows its studio. */
const markKey = 'studio'
/** By what the database knows its studio. */
export const studioIdSetting = 'studio_id'
/** As what it has marked files. */
const markedAsSetting = 'files_marked_as'

/**
 * The files of the studio whose database it is, and no others: a folder that is not mounted, or a gateway whose store is away,
 * answers that no file is there, and whoever believes it forgets all sound; and next to the rows of another database all
 * sound is left over. So a file counts as missing, and is put, only where the mark of this studio can be read.
 * @throws StudioError as `openFiles`; `storage_unavailable` when none of its files is there; `invalid_configuration` when they are another's
 */
export async function openOwnFiles(config: Config, db: Database): Promise<OpenFiles> {
  const files = await openFiles(config)
  try {
    const place = await settle(await toPlace(files, config, db))
    return { ...toOwn(place), [Symbol.dispose]: () => files[Symbol.dispose]() }
  } catch (error) {
    files[Symbol.dispose]()
    throw error
  }
}

/** Looks whether the files are there that this studio opens, and marks nothing. @throws StudioError as `openOwnFiles` */
export async function checkOwnFiles(config: Config, db: Database): Promise<void> {
  using files = await openFiles(config)
  await lookAt(await toPlace(files, config, db))
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

/** Has a place marked that this studio opens; one that was never its own gets a mark that no place had before. */
async function settle(place: Place): Promise<Place> {
  const state = await lookAt(place)
  if (state === 'new') await leaveFormerPlace(place)
  const settled = { ...place, studioId: await readKeptSecret(place.db, studioIdSetting) }
  if (state !== 'marked') await writeMark(settled)
  await rememberMarked(settled)
  return settled
}

/**
 * Files that the studio has had elsewhere are its own no longer: should somebody start with them again, all sound that was made
 * since would count as gone. So the database knows its studio by another name from now on: by one, though many start at once.
 */
async function leaveFormerPlace({ db, studioId }: Place): Promise<void> {
  const hadFiles = sql`exists (select from settings marked where marked.key = ${markedAsSetting} and marked.value = settings.value)`
  await db
    .update(settings)
    .set({ value: makeSecret() })
    .where(and(eq(settings.key, studioIdSetting), sql`${settings.value} = to_jsonb(${studioId}::text)`, hadFiles))
}

async function rememberMarked({ db, studioId: value }: Place): Promise<void> {
  await db
    .insert(settings)
    .values({ key: markedAsSetting, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
}

/** Of a place that was marked when it was opened: it is not there, or some of its sound is and the mark was lost. */
async function requireOwn(place: Place): Promise<void> {
  const state = await lookAt(place)
  if (state === 'new') throw notThere(place.address)
  if (state === 'unmarked') await writeMark(place)
}

async function writeMark(place: Place): Promise<void> {
  await place.files.put(markKey, Buffer.from(place.studioId)).catch((error) => {
    throw isMissing(error) ? notThere(place.address) : error
  })
}

/** How a place is found that is this studio's, or may be. */
type PlaceState = 'marked' | 'unmarked' | 'new'

/** @throws StudioError `storage_unavailable` when it is not there, `invalid_configuration` when it is another's */
async function lookAt({ files, db, address, studioId }: Place): Promise<PlaceState> {
  const mark = await readMark(files)
  if (mark === studioId) return 'marked'
  if (mark !== undefined && mark === (await readKeptSecret(db, studioIdSetting))) return 'marked' // by one that starts, too
  if (mark !== undefined) throw ofAnother(address)
  const state = await lookForTakes(files, db)
  if (state === undefined) throw notThere(address)
  if (state === 'new' && (await isOpenElsewhere(db))) throw notThere(address)
  return state
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
async function lookForTakes(files: FileStore, db: Database): Promise<'unmarked' | 'new' | undefined> {
  const { key, contentHash } = takes
  const rows: { key: TakeKey; contentHash: string | null }[] = await db
    .select({ key, contentHash })
    .from(takes)
    .orderBy(takes.key)
    .limit(takesLookedFor)
  for (const row of rows) if (await files.head(takeFile(row))) return 'unmarked'
  return rows.length === 0 ? 'new' : undefined
}

/** Whether a process of this studio has opened its files, which are not here: else each had the sound that it makes itself. */
async function isOpenElsewhere(db: Database): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select from pg_stat_activity
    where datname = current_database() and application_name like 'lectern/% events' limit 1`)
  return rows.length > 0
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
