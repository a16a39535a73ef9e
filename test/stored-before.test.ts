import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { chapterPath, openTestStudio, type TestStudio } from './studio.ts'

// What was stored before there were limits is longer than anybody may send now. It is still given.

test('proof: projects whose names together are longer than a string may be are listed, and can be renamed', async () => {
  await using studio = await openTestStudio()
  const ids = [await studio.addProject([['One.']]), await studio.addProject([]), await studio.addProject([])]
  await execute(studio, sql`update projects set name = repeat('x', 200000000), genres = array[repeat('g', 5000000)]`)
  const { projects } = (await studio.api.get('/v1/studio/projects')).body
  assert.deepEqual(new Set(projects.map(({ project_id }: { project_id: string }) => project_id)), new Set(ids))
  for (const { name, genres } of projects) assert.deepEqual([name.length, genres[0].length], [5_000, 200])
  const { default_title_voice_id, default_paragraph_voice_id } = projects[0]
  const voices = { default_title_voice_id, default_paragraph_voice_id }
  await studio.api.post(`/v1/studio/projects/${ids[0]}`, { name: 'Short', ...voices })
  const found = (await studio.api.get(`/v1/studio/projects/${ids[0]}`)).body
  assert.deepEqual([found.name, found.genres[0].length], ['Short', 5_000_000])
})

test('proof: chapters and snapshots with names of megabytes are listed', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['One.'])
  await studio.convert(chapter)
  for (const table of ['chapters', 'chapter_snapshots', 'project_snapshots'])
    await execute(studio, sql`update ${sql.identifier(table)} set name = repeat('x', 9900000)`)
  const { body } = await studio.api.get(`/v1/studio/projects/${chapter.projectId}/chapters`)
  assert.equal(body.chapters[0].name.length, 5_000)
  assert.equal((await studio.api.get(`/v1/studio/projects/${chapter.projectId}`)).body.chapters[0].name.length, 5_000)
  assert.equal((await studio.listSnapshots(chapter))[0].name.length, 5_000)
  assert.equal((await studio.api.get(chapterPath(chapter))).body.name.length, 9_900_000)
})

test('proof: a page of the history ends before its texts are too long to be given together', async () => {
  await using studio = await openTestStudio()
  for (const text of ['One.', 'Two.', 'Three.']) await studio.api.bytes('/v1/text-to-speech/tone-a', toJson({ text }))
  await execute(studio, sql`update speech_history set text = repeat('x', 600000)`)
  const seen: string[] = []
  let page = (await studio.api.get('/v1/history')).body
  for (;;) {
    assert.equal(page.history.length, 1)
    seen.push(page.history[0].history_item_id)
    if (!page.has_more) break
    page = (await studio.api.get(`/v1/history?start_after_history_item_id=${page.last_history_item_id}`)).body
  }
  assert.equal(new Set(seen).size, 3)
})

function execute({ studio: { db } }: TestStudio, statement: ReturnType<typeof sql>) {
  return db.execute(statement)
}

function toJson(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
