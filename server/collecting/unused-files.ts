import { type SQL, sql } from 'drizzle-orm'
import { removeExpired } from '#server/exporting/export-store.ts'
import { forgetRenditions, noteRendition } from '#server/snapshots/rendition-uses.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireAnswer } from '#server/storage/require-answer.ts'
import { lockContent, takeNameOf } from '#server/takes/take-store.ts'
import { deleteUnlessUsed } from './unwanted-takes.ts'

type Needs = { db: Database; files: FileStore }

const filesPerQuestion = 500

/** Files of one kind, to each of which something in the database points, or nothing needs it. */
export interface FileKind {
  /** How their keys begin. */
  prefix: string
  /** By what the database knows a file; undefined for what is none of ours. */
  nameOf(key: string): string | undefined
  /** Answers those of the names that something points to, as `name`. */
  known(names: SQL): SQL
}

const takeFiles: FileKind = {
  prefix: 'takes/',
  nameOf: takeNameOf,
  known: (names) => sql`
    select content_hash as name from takes where content_hash = any(${names}::text[]) union all
    select key from takes where key = any(${names}::text[]) and content_hash is null`,
}

const renditionFiles: FileKind = {
  prefix: 'renditions/',
  nameOf: (key) => key.split('/')[1],
  known: (names) => sql`
    select sound_key as name from chapter_snapshots where sound_key = any(${names}::text[]) union all
    select id from speech_history where id = any(${names}::text[])`,
}

const coverFiles: FileKind = {
  prefix: 'covers/',
  nameOf: (key) => key,
  known: (names) =>
    sql`select cover ->> 'fileKey' as name from projects where cover ->> 'fileKey' = any(${names}::text[])`,
}

const sourceFiles: FileKind = {
  prefix: 'sources/',
  nameOf: (key) => key,
  known: (names) => sql`select source_epub as name from projects where source_epub = any(${names}::text[])`,
}

const exportFiles: FileKind = {
  prefix: 'exports/',
  nameOf: (key) => key.split('/')[1],
  known: (names) => sql`select id as name from exports where id = any(${names}::text[])`,
}

/** All kinds. What is sent to be imported (`uploads/`) is known by jobs alone, and goes by its age. */
export const fileKinds = [takeFiles, renditionFiles, coverFiles, sourceFiles, exportFiles]

/** Those of the keys of a kind to which nothing points. */
export async function listUnknown(db: Database, { nameOf, known }: FileKind, keys: string[]): Promise<string[]> {
  const ours = keys.filter((key) => nameOf(key) !== undefined)
  if (ours.length === 0) return []
  const names = sql`${sql.param([...new Set(ours.map(nameOf))])}`
  const { rows } = await db.execute<{ name: string }>(known(names))
  const found = new Set(rows.map(({ name }) => name))
  return ours.filter((key) => !found.has(nameOf(key)!))
}

/** Deletes samples that no take has: what was stored when its worker died, or was left when a collector did. */
export async function deleteFilesWithoutTake(needs: Needs, signal: AbortSignal): Promise<number> {
  return forUnused(needs, takeFiles, signal, (key) => deleteUnlessUsed(needs, key))
}

/** Deletes the renditions of snapshots and of history items that are gone; they can be made again at any time as long as one plays the same. */
export async function deleteUnusedRenditions(needs: Needs, signal: AbortSignal): Promise<number> {
  const remove = async (key: string) => {
    await forgetRenditions(needs.db, [key])
    return removeFile(needs, key)
  }
  return forUnused(needs, renditionFiles, signal, remove, (keys) => noteForgotten(needs, keys))
}

/** Notes the renditions that nobody has noted, such as those of an older Lectern, as if they were used just now. */
async function noteForgotten({ db, files }: Needs, keys: string[]): Promise<void> {
  const { rows } = await db.execute<{ key: string }>(sql`
    select key from unnest(${sql.param(keys)}::text[]) as key where key not in (select key from renditions)`)
  for (const { key } of rows) {
    const found = await files.head(key)
    if (found) await noteRendition(db, key, found.byteLength)
  }
}

/** Deletes the covers that no project has: of deleted projects, and what was stored when its process died. */
export async function deleteUnusedCovers(needs: Needs, signal: AbortSignal): Promise<number> {
  return forUnused(needs, coverFiles, signal, (key) => removeUnlessKnown(needs, coverFiles, key))
}

/** Deletes the EPUBs that no project comes from any more. */
export async function deleteUnusedSources(needs: Needs, signal: AbortSignal): Promise<number> {
  return forUnused(needs, sourceFiles, signal, (key) => removeUnlessKnown(needs, sourceFiles, key))
}

/** While nobody can point to it. @returns whether it was removed */
async function removeUnlessKnown({ db, files }: Needs, kind: FileKind, key: string): Promise<boolean> {
  return db.transaction(async (transaction) => {
    await lockContent(transaction, key)
    const isUnknown = (await listUnknown(transaction, kind, [key])).length > 0
    return isUnknown && removeFile({ files }, key)
  })
}

/** Forgets the exports whose time is over, and deletes the files of all that are gone. */
export async function deleteOldExports(needs: Needs, signal: AbortSignal): Promise<number> {
  await removeExpired(needs.db)
  return forUnused(needs, exportFiles, signal, (key) => removeFile(needs, key))
}

async function removeFile({ files }: Pick<Needs, 'files'>, key: string): Promise<boolean> {
  await files.delete([key])
  return true
}

/**
 * Lists the files and removes, some hundreds at a time, those that the database does not know.
 * @param keep is told of those that stay
 */
async function forUnused(
  { db, files }: Needs,
  kind: FileKind,
  signal: AbortSignal,
  removeUnused: (key: string) => Promise<boolean>,
  keep?: (keys: string[]) => Promise<void>,
): Promise<number> {
  let removed = 0
  let page: string[] = []
  const look = async () => {
    const unknown = new Set(await listUnknown(db, kind, page))
    if (unknown.size > 0) await requireAnswer(files) // another's may have come in the place of ours
    for (const key of unknown) if (await removeUnused(key)) removed++
    await keep?.(page.filter((key) => !unknown.has(key)))
    page = []
  }
  for await (const key of files.list(kind.prefix)) {
    signal.throwIfAborted()
    page.push(key)
    if (page.length === filesPerQuestion) await look()
  }
  await look()
  return removed
}
