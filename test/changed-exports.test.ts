import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { aPng, exportedFile, exportsPath, untilEnded, unzip } from './exports.ts'
import { openTestStudio, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// What becomes of an export whose project changes while it is made, or between one export and the next.

let studio: TestStudio
before(async () => void (studio = await openTestStudio()))
after(() => studio[Symbol.asyncDispose]())

for (const format of ['m4b', 'zip']) {
  test(`${format === 'zip' ? '' : 'proof: '}a project gets another picture while its ${format} is made, which has the one that it was begun with`, async () => {
    const projectId = await addBook()
    const [old, other] = [aPng(30, 40), aPng(50, 60)]
    await putCover(projectId, old)
    const begun = await holdRenditions()
    const { body } = await studio.api.post(`${await exportsPath(studio, projectId)}/${format}`)
    await begun.asked
    await putCover(projectId, other)
    begun.goOn()
    assert.equal((await untilEnded(studio, body.export_id)).error, null)
    const file = (await studio.api.bytes(`/lectern/v1/exports/${body.export_id}/file`, { method: 'GET' })).bytes
    assert.ok(holds(file, old))
    const after = await exportedFile(studio, projectId, format)
    assert.ok(holds(after, other))
  })
}

test('proof: where the picture of a project has gone from the disk, a plain one is drawn', async () => {
  const projectId = await addBook()
  await putCover(projectId, aPng(30, 40))
  const { rows } = await studio.studio.db.execute<{ key: string }>(
    sql`select cover ->> 'fileKey' as key from projects where id = ${projectId}`,
  )
  await studio.studio.files.delete([rows[0]!.key])
  const drawn = (await unzip(await exportedFile(studio, projectId, 'zip'))).get('cover.png')
  assert.equal(drawn?.toString('latin1', 1, 4), 'PNG')
})

test('captions that are asked for again have the names that voices have now', async () => {
  const projectId = await addBook()
  assert.match(String(await exportedFile(studio, projectId, 'vtt')), /<v Tone A>/)
  const { rows } = await studio.studio.db.execute<{ ref: string }>(
    sql`select ref_id as ref from project_voices where project_id = ${projectId} and voice_id = 'tone-a'`,
  )
  await studio.api.patch(`/lectern/v1/projects/${projectId}/voices/${rows[0]!.ref}`, { alias: 'Anna' })
  assert.match(String(await exportedFile(studio, projectId, 'vtt')), /<v Anna>/)
})

test('a feed that is asked for again tells the lengths that its episodes have now', async () => {
  const projectId = await addBook()
  const path = `/lectern/v1/projects/${projectId}/feed`
  const { feed_url } = (await studio.api.json(path, { method: 'PUT' }, 200)).body
  const feed = async () => String((await studio.api.bytes(new URL(feed_url).pathname, { method: 'GET' })).bytes)
  const before = await feed()
  assert.equal(String(await exportedFile(studio, projectId, 'rss')), before)
  await studio.studio.db.execute(sql`update projects set quality_preset = 'high' where id = ${projectId}`)
  assert.notEqual(await feed(), before)
  assert.equal(String(await exportedFile(studio, projectId, 'rss')), await feed())
})

test('what is asked of a project that is deleted at the same moment is told so', async () => {
  const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  const asked: ((projectId: string) => Promise<[path: string, request: typeof json | { method: 'PUT' }]>)[] = [
    async (projectId) => [`${await exportsPath(studio, projectId)}/srt`, json],
    async (projectId) => [`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }],
  ]
  for (const ask of asked) {
    const projectId = await addBook()
    const [path, request] = await ask(projectId)
    const [deleted, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const deleting = studio.studio.db.transaction(async (db) => {
      await db.execute(sql`delete from projects where id = ${projectId}`)
      deleted.resolve()
      await goOn.promise
    })
    await deleted.promise
    const answer = studio.api.fetch(path, request)
    await until('it waits for whoever deletes the project', isSomebodyWaiting)
    goOn.resolve()
    await deleting
    assert.equal((await answer).status, 404)
    assert.match(await (await answer).text(), /project_not_found/)
  }
})

async function isSomebodyWaiting(): Promise<boolean> {
  const { rows } = await studio.studio.db.execute(sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
  return rows.length > 0
}

async function addBook(): Promise<string> {
  const content = [{ name: 'One', blocks: [toBlock('It was dark.'), toBlock('Rain fell.', 'tone-b')] }]
  const form = { name: 'The Book', from_content_json: JSON.stringify(content) }
  const { project_id: projectId } = (await studio.api.form('/v1/studio/projects', form)).body.project
  await studio.convertProject(projectId)
  return projectId
}

async function putCover(projectId: string, bytes: Buffer): Promise<void> {
  const body = new FormData()
  body.append('cover', new Blob([new Uint8Array(bytes)]), 'cover.png')
  await studio.api.json(`/lectern/v1/projects/${projectId}/cover`, { method: 'PUT', body }, 200)
}

function holds(file: Buffer, picture: Buffer): boolean {
  return file.includes(picture)
}

/** Whoever looks for an encoded chapter waits from now on, until it goes on. */
async function holdRenditions() {
  const { files } = studio.studio
  const { head } = files
  const [asked, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  files.head = async (key) => {
    if (key.startsWith('renditions/')) {
      asked.resolve()
      await goOn.promise
    }
    return head.call(files, key)
  }
  const release = () => {
    files.head = head
    goOn.resolve()
  }
  return { asked: asked.promise, goOn: release }
}
