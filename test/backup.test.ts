import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { openLog } from '#server/base/log.ts'
import { epubFiles, zipOf } from '#server/importing/reading/documents.test-kit.ts'
import { restoreBackup } from '#server/operating/backup/restore-backup.ts'
import { writeTar } from '#server/operating/backup/tar.ts'
import { writeBackup } from '#server/operating/backup/write-backup.ts'
import { type Database, openDatabase } from '#server/storage/database.ts'
import { toClientConfig } from '#server/storage/database-client.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { countKnownMigrations, isUpToDate, migrateDatabase } from '#server/storage/migrate.ts'
import { openOwnFiles } from '#server/takes/own-files.ts'
import { castStudio, chapters } from './cast-voices.ts'
import { openTestDatabase } from './database.ts'
import { aPng, exportAs } from './exports.ts'
import { openTestStudio, snapshotPath, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const tell = () => {}

test('proof: a backup that is taken while text is spoken and edited, restored elsewhere, plays every snapshot as before', async () => {
  const held = Promise.withResolvers<void>()
  await using studio = await openTestStudio({
    beforeSpeak: ({ text }) => (text === 'Held.' ? held.promise : undefined),
  })
  const projectId = await studio.addProject([['It was dark.', 'Rain fell.'], ['“Who is there?” — “Nobody.”']])
  await studio.convertProject(projectId)
  const [first, second] = await studio.listChapters(projectId)
  await studio.edit(first!, ['It was light.', 'Rain fell.'])
  await studio.convertProject(projectId)
  const snapshots = [...(await studio.listSnapshots(projectId)), ...(await studio.listSnapshots(first!))]
  const paths = snapshots.map((snapshot) => `${snapshotPath(snapshot)}/stream`)
  const sounds = await stream(studio, paths)
  const history = (await studio.api.get('/v1/history')).body
  const before = await studio.read(second!)
  const held_ = await studio.addChapter(['Held.'])
  await studio.api.post(`/v1/studio/projects/${held_.projectId}/convert`)
  const bytes = await backUp(studio)
  held.resolve()
  const { stdout } = spawnSync('tar', ['-t'], { input: bytes, encoding: 'utf8' })
  assert.match(stdout, /^lectern-backup\.json\ntables\/projects\/000001\.jsonl\n.*files\/takes\/.*\nend\.json\n$/s)

  await using place = await openPlace()
  await restore(place, bytes)
  await using restored = await openTestStudio({
    database: place.connection,
    environment: { LECTERN_FILES: place.folder },
    mayLog: /work_lost|no job|ended/i,
  })
  await assert.rejects(openOwnFiles(studio.studio.config, restored.studio.db), { code: 'invalid_configuration' })
  assert.deepEqual(await stream(restored, paths), sounds)
  assert.deepEqual(await restored.read(second!), before)
  assert.deepEqual((await restored.api.get('/v1/history')).body, history)
  await restored.convert(first!)
  assert.deepEqual(restored.spoken(), [], 'nothing is spoken again')
})

test('proof: a backup holds every file that cannot be made again', async () => {
  await using studio = await openTestStudio()
  const epub = new Uint8Array(await zipOf(epubFiles({ one: '<h1>Rain</h1><p>It rains.</p>' })))
  const form = { name: 'Rain', from_document: new File([epub], 'rain.epub') }
  const { project_id: projectId } = (await studio.api.form('/v1/studio/projects', form)).body.project
  await studio.untilIdle(projectId)
  await studio.convertProject(projectId)
  assert.equal((await exportAs(studio, projectId, 'epub')).state, 'ready')
  await using place = await openPlace()
  await restore(place, await backUp(studio))
  const [before, after] = await Promise.all([listLasting(studio.studio.files), listLasting(place.files)])
  assert.deepEqual(after, before)
  assert.ok(before.some((key) => key.startsWith('sources/')))
})

test('proof: a picture that gets another in its place while a backup is written is none after a restore, and files are made', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It was dark.']])
  await studio.convertProject(projectId)
  await putCover(studio, projectId, aPng(30, 40))
  const bytes = await backUp(studio, () => putCover(studio, projectId, aPng(50, 60)))
  await using place = await openPlace()
  await restore(place, bytes)
  await using restored = await openTestStudio({
    database: place.connection,
    environment: { LECTERN_FILES: place.folder },
  })
  assert.equal((await restored.api.get(`/v1/studio/projects/${projectId}`)).body.cover_image_url, null)
  assert.equal((await exportAs(restored, projectId, 'm4b')).state, 'ready')
})

async function putCover({ api }: TestStudio, projectId: string, bytes: Buffer): Promise<void> {
  const body = new FormData()
  body.append('cover', new Blob([new Uint8Array(bytes)]), 'cover.png')
  await api.json(`/lectern/v1/projects/${projectId}/cover`, { method: 'PUT', body }, 200)
}

test('proof: what people changed of a cast is undone after a restore as before it, and more can be changed', async () => {
  await using studio = await openTestStudio(castStudio())
  const projectId = await studio.addProject(chapters)
  const path = `/lectern/v1/projects/${projectId}/cast`
  await studio.api.post(`${path}/find`, {})
  const found = await until('the cast is found', async () => {
    const { body } = await studio.api.get(path)
    return body.state === 'ready' && body
  })
  const [{ character_id: id, name }] = found.characters
  for (const other of ['Granny', 'Grandma']) await studio.api.patch(`${path}/characters/${id}`, { name: other })
  await using place = await openPlace()
  await restore(place, await backUp(studio))
  const { engines, environment } = castStudio()
  await using restored = await openTestStudio({
    ...{ database: place.connection, engines },
    environment: { ...environment, LECTERN_FILES: place.folder },
  })
  await restored.api.patch(`${path}/characters/${id}`, { name: 'Nana' })
  const names: string[] = []
  for (let undone = 0; undone < 3; undone++) {
    const { body } = await restored.api.post(`${path}/undo`)
    names.push(body.characters.find((one: { character_id: string }) => one.character_id === id).name)
  }
  assert.deepEqual(names, ['Grandma', 'Granny', name])
})

test('proof: nobody begins to work on a database that is just being restored, and takes its sound for left over', async () => {
  await using studio = await openTestStudio()
  await studio.convert(await studio.addChapter(['It was dark.']))
  const bytes = await backUp(studio)
  await using place = await openPlace()
  const connection = toClientConfig(place.connection)
  const held = Promise.withResolvers<void>()
  async function* slowly() {
    yield* once(bytes.subarray(0, -2_000))
    await held.promise
    yield* once(bytes.subarray(-2_000))
  }
  const restoring = restoreBackup({ connection, files: place.files, tell }, slowly())
  try {
    const isThere = until('its sound is there', async () => (await listLasting(place.files)).length > 0)
    await Promise.race([isThere, restoring])
    assert.equal(await isUpToDate(place.db), false)
    const message = /held by lectern.*restore/
    await assert.rejects(migrateDatabase(connection), { code: 'database_unavailable', message })
  } finally {
    held.resolve()
    await restoring
  }
  assert.equal(await isUpToDate(place.db), true)
})

async function listLasting(files: FileStore): Promise<string[]> {
  const keys = await Array.fromAsync(files.list(''))
  return keys.filter((key) => key !== 'studio' && !key.startsWith('renditions/')).toSorted()
}

test('proof: a backup whose files take longer than the server lets a transaction be idle is whole', async () => {
  await using studio = await openTestStudio()
  await studio.convert(await studio.addChapter(['It was dark.']))
  const { db, config, files } = studio.studio
  const options = '-c idle_in_transaction_session_timeout=1s'
  await using own = await openDatabase({
    connection: { connectionString: config.DATABASE_URL!, options },
    ...{ applicationName: 'slow backup', poolSize: 1, log: openLog('error') },
  })
  const pieces: Uint8Array[] = []
  for await (const piece of writeBackup({ pool: own.pool, files, tell })) {
    if (pieces.length === 0) await until('it has been idle for long', () => isIdle(db))
    pieces.push(piece)
  }
  await using place = await openPlace()
  await restore(place, Buffer.concat(pieces))
})

async function isIdle(db: Database): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select from pg_stat_activity where application_name like '%slow backup' and state = 'idle in transaction'
      and state_change < now() - interval '2 seconds'`)
  return rows.length > 0
}

test('proof: a backup of an older Lectern is restored into tables of its time, and brought up to date', async () => {
  await using studio = await openTestStudio()
  await studio.convert(await studio.addChapter(['It was dark.']))
  const bytes = await backUp(studio)
  const head = bytes.indexOf('"migrations": ')
  assert.ok(head > 0)
  await using place = await openPlace()
  await restore(place, bytes)
  const { rows } = await place.db.execute<{ count: number }>(
    sql`select count(*)::int from drizzle.__drizzle_migrations`,
  )
  const written = JSON.parse(bytes.toString('utf8', 512, bytes.indexOf('}', 512) + 1))
  assert.equal(rows[0]!.count, written.migrations)
})

test('proof: what is cut off or damaged is not restored, and neither is anything into a place that has something', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convert(chapter)
  const bytes = await backUp(studio)
  const damaged = Buffer.from(bytes)
  const sound = damaged.indexOf('files/takes/') + 512 + 100
  damaged[sound] = damaged[sound]! ^ 1
  for (const broken of [bytes.subarray(0, bytes.length / 2), damaged, Buffer.from('no backup'), Buffer.alloc(2048)]) {
    await using place = await openPlace()
    await assert.rejects(restore(place, broken), { code: 'backup_broken' })
    const { rows } = await place.db.execute(sql`select from projects`)
    assert.equal(rows.length, 0)
  }
  const { studio: parts } = studio
  const connection = toClientConfig(parts.config.DATABASE_URL!)
  const refused = restoreBackup({ connection, files: parts.files, tell }, once(bytes))
  await assert.rejects(refused, { code: 'restore_refused' })
})

test('proof: what a stranger wrote as a backup becomes no part of a statement, and is refused for what it is', async () => {
  const head = { format: 1, version: '1', migrations: countKnownMigrations(), created_at: '' }
  const column = "id\") select (pg_catalog.pg_ls_dir('.')) --"
  const hostile: Record<string, string>[] = [
    { 'lectern-backup.json': JSON.stringify(head), 'tables/projects/000001.jsonl': JSON.stringify({ [column]: 1 }) },
    { 'lectern-backup.json': JSON.stringify(head), 'tables/projects/000001.jsonl': '{' },
    { 'lectern-backup.json': JSON.stringify(head), 'files/../a': 'a' },
    { 'lectern-backup.json': JSON.stringify(head), 'end.json': '{"rows":1}' },
    { 'lectern-backup.json': JSON.stringify(head), 'end.json': 'end' },
    { 'lectern-backup.json': '{"format":' },
  ]
  await using place = await openPlace()
  for (const files of hostile) {
    const refused = restore(place, await toTar(files))
    await assert.rejects(refused, (error: { code?: string; message: string }) => {
      return (
        error.code === 'backup_broken' || (error.code === 'invalid_parameters' && /key of a file/.test(error.message))
      )
    })
  }
})

async function toTar(files: Record<string, string>): Promise<Buffer> {
  async function* entries() {
    for (const [name, text] of Object.entries(files)) {
      const bytes = Buffer.from(text)
      yield { name, byteLength: bytes.length, content: once(bytes) }
    }
  }
  return Buffer.concat(await Array.fromAsync(writeTar(entries())))
}

/** An empty database and file store. */
async function openPlace() {
  await using opening = new AsyncDisposableStack()
  const database = opening.use(await openTestDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'lectern-restored-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const files = await openFolderStore(folder)
  await files.put('studio', Buffer.from('whose first start was here'))
  const { connection, db, pool } = database
  const opened = opening.move()
  return { connection, db, pool, folder, files, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

type Place = Awaited<ReturnType<typeof openPlace>>

async function restore({ connection, files }: Place, bytes: Buffer): Promise<void> {
  await restoreBackup({ connection: toClientConfig(connection), files, tell }, once(bytes))
}

/** @param meanwhile is done when its head is written */
async function backUp({ studio: { config, files } }: TestStudio, meanwhile = async () => {}): Promise<Buffer> {
  await using own = await openDatabase({
    connection: config.DATABASE_URL!,
    ...{ applicationName: 'backup', poolSize: 1, log: openLog('error') },
  })
  const pieces: Uint8Array[] = []
  for await (const piece of writeBackup({ pool: own.pool, files, tell })) {
    if (pieces.length === 0) await meanwhile()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 1_000) yield bytes.subarray(start, start + 1_000)
}

async function stream(studio: TestStudio, paths: string[]): Promise<Buffer[]> {
  const sounds: Buffer[] = []
  for (const path of paths) sounds.push((await studio.api.bytes(path)).bytes)
  return sounds
}
