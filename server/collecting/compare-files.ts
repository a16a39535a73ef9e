import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { TakeKey } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore, StoredFile } from '#server/storage/file-store.ts'
import { takeFile, takeNameOf } from '#server/takes/take-store.ts'
import { fileKinds, listUnknown } from './unused-files.ts'

type Needs = { db: Database; files: FileStore }

/** What a comparison of the file store with the database has found. */
export interface FilesFound {
  files: number
  byteLength: number
  /** Files that nothing in the database points to; collecting takes them away. */
  leftOver: { files: number; byteLength: number }
  /** Takes whose sound is not there. */
  missing: TakeKey[]
  /** Files of sound that are not what their name says. */
  damaged: string[]
  /** Covers and exports that are not there. */
  otherMissing: string[]
}

interface Options {
  /** Whether all sound is read too. */
  isDeep: boolean
  signal: AbortSignal
  tell?(files: number): void
}

const filesPerQuestion = 500

/** Compares the file store with the database, in pages, so that neither needs to fit into memory. @throws the signal's reason */
export async function compareFiles(needs: Needs, { isDeep, signal, tell }: Options): Promise<FilesFound> {
  const found: FilesFound = {
    ...{ files: 0, byteLength: 0, leftOver: { files: 0, byteLength: 0 } },
    ...{ missing: [], damaged: [], otherMissing: [] },
  }
  for await (const page of pagesOf(needs.files.listLengths(''))) {
    signal.throwIfAborted()
    const leftOver = await listLeftOver(needs.db, page)
    add(found, page)
    add(found.leftOver, leftOver)
    if (isDeep) found.damaged.push(...(await listDamaged(needs, page, signal)))
    tell?.(found.files)
  }
  found.missing = await listMissingTakes(needs, signal)
  found.otherMissing = await listOtherMissing(needs)
  return found
}

/** Forgets takes, so that converting makes them once more, and deletes files that are damaged. */
export async function forgetTakes({ db, files }: Needs, found: FilesFound): Promise<void> {
  await files.delete(found.damaged)
  const names = found.damaged.map(nameOfTake)
  await db.execute(sql`delete from takes where key = any(${sql.param(found.missing)}::text[])
    or coalesce(content_hash, key) = any(${sql.param(names)}::text[])`)
}

async function listLeftOver(db: Database, page: StoredFile[]): Promise<StoredFile[]> {
  const leftOver: StoredFile[] = []
  for (const kind of fileKinds) {
    const keys = page.map(({ key }) => key).filter((key) => key.startsWith(kind.prefix))
    const unknown = new Set(await listUnknown(db, kind, keys))
    leftOver.push(...page.filter(({ key }) => unknown.has(key)))
  }
  return leftOver
}

const takesPerQuestion = 500
const looksAtOnce = 16

/** Asks the store for each take, since a list of millions would have to be remembered. */
async function listMissingTakes({ db, files }: Needs, signal: AbortSignal): Promise<TakeKey[]> {
  const missing: TakeKey[] = []
  let after = ''
  for (;;) {
    signal.throwIfAborted()
    const { rows } = await db.execute<{ key: TakeKey; contentHash: string | null }>(sql`
      select key, content_hash as "contentHash" from takes where key > ${after} order by key limit ${takesPerQuestion}`)
    const last = rows.at(-1)
    if (!last) return missing
    for (let at = 0; at < rows.length; at += looksAtOnce) {
      const some = rows.slice(at, at + looksAtOnce)
      const heads = await Promise.all(some.map((row) => files.head(takeFile(row))))
      missing.push(...some.filter((_, index) => !heads[index]).map(({ key }) => key))
    }
    after = last.key
  }
}

async function listOtherMissing({ db, files }: Needs): Promise<string[]> {
  const { rows } = await db.execute<{ file: string }>(sql`
    select cover ->> 'fileKey' as file from projects where cover is not null
    union all select 'exports/' || id as file from exports where state = 'ready'`)
  const missing: string[] = []
  for (const { file } of rows) if (!(await files.head(file))) missing.push(file)
  return missing
}

/** Sound lies by its SHA-256. What lies by the key of its take, from before that, cannot be told to be damaged. */
async function listDamaged({ db, files }: Needs, page: StoredFile[], signal: AbortSignal): Promise<string[]> {
  const keys = page.map(({ key }) => key).filter((key) => key.startsWith('takes/'))
  const { rows } = await db.execute<{ name: string }>(sql`select distinct content_hash as name from takes
    where content_hash = any(${sql.param(keys.map(nameOfTake))}::text[])`)
  const hashes = new Set(rows.map(({ name }) => name))
  const damaged: string[] = []
  for (const key of keys) {
    signal.throwIfAborted()
    if (hashes.has(nameOfTake(key)) && (await hashOf(files, key)) !== nameOfTake(key)) damaged.push(key)
  }
  return damaged
}

async function hashOf(files: FileStore, key: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of await files.get(key)) hash.update(piece as Uint8Array)
  return hash.digest('hex')
}

function nameOfTake(key: string): string {
  return takeNameOf(key) ?? key
}

function add(sum: { files: number; byteLength: number }, files: StoredFile[]): void {
  sum.files += files.length
  sum.byteLength += files.reduce((bytes, { byteLength }) => bytes + byteLength, 0)
}

async function* pagesOf(files: AsyncIterable<StoredFile>): AsyncGenerator<StoredFile[]> {
  let page: StoredFile[] = []
  for await (const file of files) {
    page.push(file)
    if (page.length < filesPerQuestion) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
