import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { collect } from '#server/collecting/collect.ts'
import { chapterPath, openTestStudio, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

const signal = new AbortController().signal
const bytesOf = (text: string) => text.length * 0.05 * 2 * 24_000

test('the status tells the workers and what they speak, what waits, and what takes space', async () => {
  const held = Promise.withResolvers<void>()
  await using studio = await openTestStudio({
    beforeSpeak: ({ text }) => (text === 'Held.' ? held.promise : undefined),
  })
  const chapter = await studio.addChapter(['It was dark.', 'It was dark.', 'Rain fell.'])
  await studio.convert(chapter)
  await studio.stream(chapter)
  await untilNoted(studio, 1)
  const before = await status(studio)
  assert.match(before.database, /^PostgreSQL \d/)
  assert.match(before.version, /^\d+\.\d+\.\d+$/)
  const [worker] = before.workers
  assert.deepEqual([before.workers.length, worker.engines, worker.busy], [1, ['tone'], false])
  assert.equal(before.storage.takes_bytes, bytesOf('It was dark.') + bytesOf('Rain fell.'))
  assert.ok(before.storage.renditions_bytes > 1_000)
  assert.ok(before.storage.free_bytes > 0 && before.storage.database_bytes > 0)
  assert.equal(before.storage.exports_bytes, 0)
  await studio.edit(chapter, ['Held.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await untilWorking(studio)
  assert.equal((await status(studio)).workers[0].busy, true)
  held.resolve()
  await studio.untilConverted(chapter)
})

test('proof: renditions beyond their limit go, those first that nobody has heard for longest', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_RENDITIONS_GB: '0.001' } })
  const { db } = studio.studio
  const chapters = await studio.listChapters(await studio.addProject([[long('a')], [long('b')], [long('c')]]))
  const heard: Buffer[] = []
  for (const chapter of chapters) {
    await studio.convert(chapter)
    heard.push(await studio.stream(chapter))
  }
  await untilNoted(studio, 3)
  assert.deepEqual(await limited(studio), 0, 'somebody may be hearing them')
  await db.execute(sql`update renditions set used_at = used_at - interval '2 hours'`)
  const sum = (await status(studio)).storage.renditions_bytes
  assert.equal(await limited(studio), Math.ceil((sum - 1e6) / (sum / 3)))
  const rest = (await status(studio)).storage.renditions_bytes
  assert.ok(rest <= 1e6, `${rest} bytes are left of ${sum}`)
  for (const [index, chapter] of chapters.entries())
    assert.deepEqual(await studio.stream(chapter), heard[index], 'they are made again')
})

test('proof: where the disk is nearly full renditions go, also without a limit, until there is room again', async () => {
  let room = 1_999_999_000
  await using studio = await openTestStudio({ files: (real) => ({ ...real, room: async () => room }) })
  const { db } = studio.studio
  for (const chapter of await studio.listChapters(await studio.addProject([[long('a')], [long('b')]]))) {
    await studio.convert(chapter)
    await studio.stream(chapter)
  }
  await untilNoted(studio, 2)
  assert.equal(await limited(studio), 0, 'somebody may be hearing them')
  await db.execute(sql`update renditions set used_at = used_at - interval '2 hours'`)
  assert.equal(await limited(studio), 1, 'the older one is enough')
  room = 2_000_000_000
  assert.equal(await limited(studio), 0)
})

test('renditions that nobody noted are noted when the collector meets them', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convert(chapter)
  await studio.stream(chapter)
  await untilNoted(studio, 1)
  const { storage } = await status(studio)
  await studio.studio.db.execute(sql`delete from renditions`)
  assert.equal((await status(studio)).storage.renditions_bytes, 0)
  await collect(studio.studio, signal)
  assert.equal((await status(studio)).storage.renditions_bytes, storage.renditions_bytes)
})

test('a project that holds as much sound as it may is refused more, and others are not', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_PROJECT_GB: '0.001' } })
  const chapter = await studio.addChapter([long('d').slice(0, 600)])
  await studio.convert(chapter)
  await studio.edit(chapter, ['One more.'])
  const { body } = await studio.api.post(`${chapterPath(chapter)}/convert`, undefined, 409)
  assert.equal(body.detail.code, 'project_full')
  const content = `/v1/studio/projects/${chapter.projectId}/content`
  const written = JSON.stringify([{ name: 'Other', blocks: [toBlock('Other.')] }])
  const change = { from_content_json: written, auto_convert: 'true' }
  assert.equal((await studio.api.form(content, change, 409)).body.detail.code, 'project_full')
  assert.equal((await studio.read(chapter)).content.blocks[0].nodes[0].text, 'One more.')
  await studio.convert(await studio.addChapter(['Another project.']))
})

/** 40 seconds of speech: about 0.7 MB as MP3 at 128 kbit/s. */
function long(word: string): string {
  return `${word} and so on `.repeat(64).trim()
}

async function limited(studio: TestStudio): Promise<number> {
  return (await collect(studio.studio, signal)).renditions
}

async function status(studio: TestStudio) {
  return (await studio.api.get('/lectern/v1/status')).body
}

/** A rendition is noted when it lies in the file store, which is after its last byte was sent. */
async function untilNoted(studio: TestStudio, count: number): Promise<void> {
  await until('all renditions are noted', async () => {
    const { rows } = await studio.studio.db.execute(sql`select from renditions`)
    return rows.length === count
  })
}

async function untilWorking(studio: TestStudio): Promise<void> {
  await until('a paragraph is being spoken', async () =>
    (await status(studio)).queues.some(
      ({ name, working }: { name: string; working: number }) => name === 'speak.tone' && working > 0,
    ),
  )
}
