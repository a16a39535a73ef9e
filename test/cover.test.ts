import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { collect } from '#server/collecting/collect.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAC0lEQVR4nGNgwAUAABoAAfRm1UUAAAAASUVORK5CYII=',
  'base64',
)

test('a project has one cover, which comes, changes and goes; what is no picture is refused', async () => {
  await using studio = await openTestStudio()
  const { api } = studio
  const projectId = await studio.addProject([['It was dark.']])
  const path = `/lectern/v1/projects/${projectId}/cover`
  await api.json(path, { method: 'GET' }, 404)
  const { body } = await send(studio, path, png)
  const project = await api.get(`/v1/studio/projects/${projectId}`)
  assert.equal(project.body.cover_image_url, body.cover_image_url)
  assert.equal((await api.get('/v1/studio/projects')).body.projects[0].cover_image_url, body.cover_image_url)
  const cover = await api.bytes(body.cover_image_url, { method: 'GET' })
  assert.deepEqual([cover.bytes, cover.headers.get('content-type')], [png, 'image/png'])
  const other = await send(studio, path, Buffer.concat([png, Buffer.from('more')]))
  assert.notEqual(other.body.cover_image_url, body.cover_image_url)
  assert.equal((await listFiles(studio)).length, 1)
  const refused = await send(studio, path, Buffer.from('<svg/>'), 400)
  assert.equal(refused.body.detail.code, 'invalid_picture')
  const long = await send(studio, path, Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)]), 400)
  assert.match(long.body.detail.message, /more than 10 MB/)
  await api.delete(path)
  await api.json(path, { method: 'GET' }, 404)
  assert.equal((await listFiles(studio)).length, 0)
})

test('the cover of a deleted project is collected', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It was dark.']])
  await send(studio, `/lectern/v1/projects/${projectId}/cover`, png)
  const signal = new AbortController().signal
  assert.equal((await collect(studio.studio, signal)).covers, 0)
  await studio.studio.db.execute(sql`delete from projects`)
  assert.equal((await collect(studio.studio, signal)).covers, 1)
  assert.equal((await listFiles(studio)).length, 0)
})

function send(studio: TestStudio, path: string, bytes: Buffer, expected = 200) {
  const body = new FormData()
  body.append('cover', new Blob([new Uint8Array(bytes)]), 'cover.png')
  return studio.api.json(path, { method: 'PUT', body }, expected)
}

async function listFiles({ studio }: TestStudio): Promise<string[]> {
  return readdir(join(studio.config.LECTERN_DATA, 'files', 'covers')).catch(() => [])
}
