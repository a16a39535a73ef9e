import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type pg from 'pg'
import { StudioError } from '#server/base/errors.ts'
import { processName, toApplicationName } from '#server/storage/application-name.ts'
import { connectUnhurried } from '#server/storage/connect-unhurried.ts'
import { takeYourTimeSql } from '#server/storage/database-client.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { countKnownMigrations, keepOthersOut, migrateDatabase } from '#server/storage/migrate.ts'
import { forgetOwner, studioIdSetting } from '#server/takes/own-files.ts'
import { BackupEnd, BackupHead, type BackupSummary, endName, headName, tableOfPiece } from './backup-file.ts'
import { continueNumbers, insertRows, listTables } from './tables.ts'
import { broken, readJson, readTar, type TarEntry } from './tar.ts'

interface Needs {
  /** Without a pooler between. */
  connection: pg.ClientConfig
  /** Of any kind: it may be another one than the backup was written from. */
  files: FileStore
  /** Told after each file. */
  tell(summary: BackupSummary): void
}

type Restore = Omit<Needs, 'connection'> & { client: pg.Client }

/**
 * Puts back what a backup holds, into a database that has nothing in it yet. All rows are there or none; files are checked
 * by what they are before anything points to them. Tables of an older Lectern are brought up to date afterwards.
 * @throws StudioError `backup_broken`, `restore_refused`
 */
export async function restoreBackup(
  { connection, files, tell }: Needs,
  bytes: AsyncIterable<Uint8Array>,
): Promise<BackupSummary> {
  const entries = readTar(bytes)
  const head = await readHead(entries)
  const client = await connectUnhurried({ ...connection, application_name: toApplicationName('restore') })
  try {
    await requireNobody(client)
    await requireNothing(client)
    await prepareTables(client, connection, head.migrations)
    await client.query(`begin; ${takeYourTimeSql}`)
    await keepOthersOut(client) // they would see nothing in it, and take the files for left over
    await requireNobody(client)
    const summary = await restoreAll({ client, files, tell }, entries)
    await becomeAnother({ client, files })
    await client.query('commit')
    await migrateDatabase(connection)
    return summary
  } finally {
    await client.end()
  }
}

async function readHead(entries: AsyncGenerator<TarEntry>): Promise<BackupHead> {
  const { value: first, done } = await entries.next()
  if (done || first.name !== headName) throw broken('it does not begin like one')
  const head = BackupHead.safeParse(readJson((await buffer(first.content)).toString()))
  if (!head.success) throw broken('its head is of another kind')
  const known = countKnownMigrations()
  if (head.data.migrations <= known) return head.data
  throw new StudioError('restore_refused', `This backup was written by Lectern ${head.data.version}, which is newer.`)
}

/** @throws StudioError `restore_refused` */
async function requireNobody(client: pg.Client): Promise<void> {
  const others = await client.query(
    `select count(*)::int as count from pg_stat_activity where datname = current_database()
      and application_name like 'lectern/%' and split_part(application_name, ' ', 1) <> $1`,
    [processName],
  )
  if (others.rows[0].count > 0) refuse('Lectern is running on this database; stop it first')
}

/** @throws StudioError `restore_refused` */
async function requireNothing(client: pg.Client): Promise<void> {
  for (const table of ['projects', 'takes', 'api_keys']) {
    const { rows } = await client.query('select to_regclass($1) is not null as "isThere"', [`public.${table}`])
    if (!rows[0].isThere) continue
    const found = await client.query(`select from "${table}" limit 1`)
    if (found.rowCount) refuse(`there are ${table.replace('_', ' ')} in this database already`)
  }
}

function refuse(reason: string): never {
  throw new StudioError('restore_refused', `Nothing was restored: ${reason}.`)
}

/** Makes the tables as they were when the backup was written, and empties what a first start has put there. */
async function prepareTables(client: pg.Client, connection: pg.ClientConfig, migrations: number): Promise<void> {
  const names = listTables()
    .concat('worker_engines')
    .map((name) => `"${name}"`)
  await client.query(`drop table if exists ${names.join(', ')} cascade; drop schema if exists drizzle cascade`)
  await migrateDatabase(connection, migrations)
}

async function restoreAll({ client, files, tell }: Restore, entries: AsyncGenerator<TarEntry>): Promise<BackupSummary> {
  const summary: BackupSummary = { rows: 0, files: 0, bytes: 0 }
  const known = new Set(listTables())
  for await (const entry of entries) {
    const table = tableOfPiece(entry.name)
    if (entry.name === endName) {
      const end = BackupEnd.safeParse(readJson((await buffer(entry.content)).toString()))
      if (!end.success) throw broken('its end is of another kind')
      await endRestoring(client, summary, end.data)
      return summary
    }
    if (table !== undefined && known.has(table)) {
      summary.rows += await insertRows(client, table, (await buffer(entry.content)).toString())
    } else if (entry.name.startsWith('files/')) {
      const key = entry.name.slice('files/'.length)
      await files.put(key, Readable.from(checked(client, key, entry.content), { objectMode: false }))
      summary.files++
      summary.bytes += entry.byteLength
      tell(summary)
    } else throw broken(`"${entry.name}" does not belong there`)
  }
  throw broken('it has no end')
}

async function endRestoring(client: pg.Client, summary: BackupSummary, end: BackupEnd): Promise<void> {
  const rows = Object.values(end.rows).reduce((sum, count) => sum + count, 0)
  if (rows !== summary.rows || end.files !== summary.files) throw broken('some of it is missing')
  await continueNumbers(client)
  await forgetMissing(client, end.missing)
}

/**
 * The studio that wrote the backup may work on, or come back with its machine: of two that took the same files for theirs, each would
 * delete what only the other knows. So it is refused the files that this one has now.
 */
async function becomeAnother({ client, files }: Pick<Restore, 'client' | 'files'>): Promise<void> {
  await client.query('delete from settings where key = $1', [studioIdSetting])
  await forgetOwner(files)
}

/** What was deleted while the backup was written: takes to which nothing pointed, exports, and pictures and EPUBs in whose place others came. */
async function forgetMissing(client: pg.Client, keys: string[]): Promise<void> {
  const names = keys.flatMap((key) => nameOfTake(key) ?? [])
  await client.query(`delete from takes where coalesce(content_hash, key) = any($1::text[])`, [names])
  const ids = keys.flatMap((key) => /^exports\/(.+)$/.exec(key)?.[1] ?? [])
  await client.query('delete from exports where id = any($1::text[])', [ids])
  await client.query(`update projects set cover = null where cover ->> 'fileKey' = any($1::text[])`, [keys])
  await client.query('update projects set source_epub = null where source_epub = any($1::text[])', [keys])
}

/** The sound of a take lies by its SHA-256. @throws StudioError `backup_broken` */
async function* checked(
  client: pg.Client,
  key: string,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of content) {
    hash.update(piece)
    yield piece
  }
  const name = nameOfTake(key)
  if (name === undefined || hash.digest('hex') === name) return
  const { rowCount } = await client.query('select from takes where key = $1 and content_hash is null', [name])
  if (rowCount === 0) throw broken(`${key} is damaged`)
}

function nameOfTake(key: string): string | undefined {
  return /^takes\/..\/([^/]+)\.pcm$/.exec(key)?.[1]
}
