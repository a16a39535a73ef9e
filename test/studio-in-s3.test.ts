import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { runLectern } from '#server/cli/lectern-process.test-kit.ts'
import { exportedFile } from './exports.ts'
import { openPostgresServer, type PostgresServer, withoutPostgres } from './postgres-server.ts'
import { openTestS3, type TestS3, withoutS3 } from './s3-server/s3-server.ts'
import { openTestStudio, snapshotPath, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const rain = 'It was dark, and rain fell on the river. '.repeat(4)

describe('a studio on an external PostgreSQL and S3', { skip: withoutS3 || withoutPostgres }, () => {
  let s3: TestS3
  let postgres: PostgresServer
  before(async () => {
    ;[s3, postgres] = await Promise.all([openTestS3(), openPostgresServer()])
  })
  after(() => Promise.all([s3, postgres].map((server) => server[Symbol.asyncDispose]())))

  test('a book goes in as a document, is spoken, streamed in parts, exported, copied away and deleted', async () => {
    const environment = { ...s3.environment, DATABASE_URL: postgres.url, LECTERN_FILES: `${await s3.makeBucket()}/a` }
    await using studio = await openTestStudio({ environment })
    const { files, config } = studio.studio
    const from_document = new File([`CHAPTER ONE\n\n${rain}\n\nCHAPTER TWO\n\n${rain}`], 'rain.txt')
    const { body } = await studio.api.form('/v1/studio/projects', { name: 'Book', from_document })
    const projectId = body.project.project_id
    await studio.untilIdle(projectId)
    await until('what was read is gone', async () => !(await Array.fromAsync(files.list('uploads/'))).length)
    assert.equal((await studio.convertProject(projectId)).can_be_downloaded, true)

    const whole = await studio.stream(projectId)
    const [snapshot] = await studio.listSnapshots(projectId)
    const range = { headers: { range: 'bytes=1000-40999' } }
    const part = await studio.api.bytes(`${snapshotPath(snapshot)}/stream`, range, 206)
    assert.ok(part.bytes.equals(whole.subarray(1000, 41_000)))
    await until('what was heard is stored', async () => (await Array.fromAsync(files.list('renditions/')))[0])
    assert.ok((await exportedFile(studio, projectId, 'm4b')).length > 10_000)

    const copied = await runLectern(['files', 'copy', '--to', join(config.LECTERN_DATA, 'copy')], {
      ...environment,
      LECTERN_DATA: config.LECTERN_DATA,
    })
    assert.equal(copied.code, 0, copied.stderr)
    const beside = {
      ...environment,
      LECTERN_FILES: join(config.LECTERN_DATA, 'copy'),
      LECTERN_DATA: config.LECTERN_DATA,
    }
    const checked = await runLectern(['files', 'check', '--deep'], beside)
    assert.deepEqual([checked.code, checked.stderr], [0, ''], checked.stdout)

    await studio.api.delete(`/v1/studio/projects/${projectId}`)
    assert.deepEqual((await studio.api.get('/v1/studio/projects')).body.projects, [])
  })
  test('a studio on one machine, backed up and wiped, is restored into PostgreSQL and S3, and plays every snapshot as before', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-backup-'))
    const file = join(folder.path, 'studio.tar')
    const { projectId, sounds } = await makeAndBackUp(file)
    await postgres.pool.query('create database restored')
    const elsewhere = new URL(postgres.url)
    elsewhere.pathname = '/restored'
    const place = {
      ...s3.environment,
      DATABASE_URL: elsewhere.href,
      LECTERN_FILES: `${await s3.makeBucket()}/restored`,
    }
    const restored = await runLectern(['restore', file], { ...place, LECTERN_DATA: folder.path })
    assert.equal(restored.code, 0, restored.stderr)
    await using studio = await openTestStudio({ environment: place })
    assert.deepEqual(await streamAll(studio, projectId), sounds)
    await studio.convertProject(projectId)
    assert.deepEqual(studio.spoken(), [])
  })
})

/** With the embedded database and a folder, both gone when it answers: a project with snapshots of before and after an edit. */
async function makeAndBackUp(file: string): Promise<{ projectId: string; sounds: Record<string, Buffer> }> {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([[rain, 'Snow fell.'], ['Nobody came.']])
  await studio.convertProject(projectId)
  const [first] = await studio.listChapters(projectId)
  await studio.edit(first!, [rain, 'Hail fell.'])
  await studio.convertProject(projectId)
  const sounds = await streamAll(studio, projectId)
  assert.equal(Object.keys(sounds).length, 6)
  const { DATABASE_URL, LECTERN_DATA } = studio.studio.config
  const written = await runLectern(['backup', file], { DATABASE_URL: DATABASE_URL!, LECTERN_DATA })
  assert.equal(written.code, 0, written.stderr)
  return { projectId, sounds }
}

/** What each snapshot of a project and of its chapters sounds like, by its address. */
async function streamAll(studio: TestStudio, projectId: string): Promise<Record<string, Buffer>> {
  const sounds: Record<string, Buffer> = {}
  for (const of of [projectId, ...(await studio.listChapters(projectId))]) {
    for (const snapshot of await studio.listSnapshots(of))
      sounds[snapshotPath(snapshot)] = await studio.stream(snapshot)
  }
  return sounds
}
