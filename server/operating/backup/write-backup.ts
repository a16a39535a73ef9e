import type pg from 'pg'
import { hasCode } from '#server/base/errors.ts'
import type { ExportId } from '#server/base/ids.ts'
import { version } from '#server/base/version.ts'
import { exportFile } from '#server/exporting/export-store.ts'
import { connectUnhurried } from '#server/storage/connect-unhurried.ts'
import { takeYourTimeSql } from '#server/storage/database-client.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { takeFile } from '#server/takes/take-store.ts'
import { type BackupEnd, type BackupHead, type BackupSummary, endName, headName, pieceName } from './backup-file.ts'
import { listTables, readRows } from './tables.ts'
import { type TarEntry, writeTar } from './tar.ts'

interface Needs {
  pool: pg.Pool
  files: FileStore
  /** Told after each file. */
  tell(summary: BackupSummary): void
}

/**
 * The bytes of a backup: all rows as they are at one moment, and the files that they point to. Others may go on meanwhile.
 * What can be made again (renditions) is left out.
 */
export async function* writeBackup({ pool, files, tell }: Needs): AsyncGenerator<Uint8Array> {
  const client = await connectUnhurried(pool.options)
  try {
    await client.query(`begin isolation level repeatable read read only; ${takeYourTimeSql}`)
    yield* writeTar(listEntries(client, files, tell))
    await client.query('commit')
  } finally {
    await client.end()
  }
}

async function* listEntries(
  client: pg.Client,
  files: FileStore,
  tell: (summary: BackupSummary) => void,
): AsyncGenerator<TarEntry> {
  const end: BackupEnd = { rows: {}, files: 0, missing: [] }
  const summary: BackupSummary = { rows: 0, files: 0, bytes: 0 }
  yield jsonEntry(headName, await readHead(client))
  for (const table of listTables()) {
    let [piece, rows] = [0, 0]
    for await (const { lines, count } of readRows(client, table)) {
      yield bytesEntry(pieceName(table, ++piece), lines)
      rows += count
    }
    end.rows[table] = rows
    summary.rows += rows
  }
  for await (const key of listFiles(client)) {
    const entry = await fileEntry(files, key)
    if (!entry) {
      end.missing.push(key)
      continue
    }
    yield entry
    end.files++
    summary.files++
    summary.bytes += entry.byteLength
    tell(summary)
  }
  yield jsonEntry(endName, end)
}

async function readHead(client: pg.Client): Promise<BackupHead> {
  const { rows } = await client.query('select count(*)::int as migrations from drizzle.__drizzle_migrations')
  return { format: 1, version, migrations: rows[0].migrations, created_at: new Date().toISOString() }
}

const keysPerStep = 5_000

/** The keys of all files that the rows point to, each once. */
async function* listFiles(client: pg.Client): AsyncGenerator<string> {
  await client.query(`declare backup_files no scroll cursor for
    select distinct 'take' as kind, key, content_hash as "contentHash" from (
      select case when content_hash is null then key end as key, content_hash from takes
    ) as sounds
    union all select 'cover', cover ->> 'fileKey', null from projects where cover is not null
    union all select distinct 'source', source_epub, null from projects where source_epub is not null
    union all select 'export', id, null from exports where state = 'ready'`)
  for (;;) {
    const { rows } = await client.query(`fetch ${keysPerStep} from backup_files`)
    if (rows.length === 0) break
    for (const { kind, key, contentHash } of rows) {
      if (kind === 'take') yield takeFile({ key, contentHash })
      else yield kind === 'export' ? exportFile(key as ExportId) : key
    }
  }
  await client.query('close backup_files')
}

/** Undefined when it has gone since. */
async function fileEntry(files: FileStore, key: string): Promise<TarEntry | undefined> {
  const found = await files.head(key)
  if (!found) return undefined
  const content = await files.get(key).catch((error) => {
    if (!hasCode(error, 'file_not_found')) throw error
    return undefined
  })
  return content && { name: `files/${key}`, byteLength: found.byteLength, content }
}

function jsonEntry(name: string, value: unknown): TarEntry {
  return bytesEntry(name, Buffer.from(`${JSON.stringify(value, null, 2)}\n`))
}

function bytesEntry(name: string, bytes: Buffer): TarEntry {
  return { name, byteLength: bytes.length, content: once(bytes) }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
