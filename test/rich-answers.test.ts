import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { blockGenerations, castCharacters, chapterSnapshots, projectSnapshots } from '#server/storage/schema.ts'
import { chapterPath, openTestStudio, snapshotPath, type TestChapter, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// What is little to ask for and much to answer. With the client, the worker and the database's answers in the same thread,
// on a machine that does other work.

const mostMilliseconds = 100

test('proof: the warnings of a chapter full of dates hold nobody up, and are no more than somebody reads', async () => {
  await using studio = await openTestStudio()
  const dates = Array.from({ length: 1_900 }, (_, index) => `1/${2 + (index % 11)}/${2000 + Math.floor(index / 11)}`)
  const chapter = await studio.addChapter(Array.from({ length: 8 }, () => `é𝄞 ${dates.join(' ')}`))
  const path = `${editorPath(chapter)}/warnings`
  const { warnings } = JSON.parse((await readWithoutStanding(studio, path)).toString())
  assert.equal(warnings.length, 10_000)
  assert.deepEqual([warnings[0]!.start, warnings[0]!.end], [3, 11])
  assert.match(warnings[1]!.message, /^"1\/3\/2000" was read as/)
})

test('proof: a paragraph of fractions is looked for as it is spoken without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['\n\n½'.repeat(6_600)])
  const { body } = await studio.api.get(`${editorPath(chapter)}/editor`)
  const path = `${editorPath(chapter)}/blocks/${body.blocks[0].block_id}`
  for (const what of ['times', 'stream/times'])
    await assertStandsLess(mostMilliseconds, () => studio.api.get(`${path}/${what}`, 404), what)
})

test('proof: six thousand spoken paragraphs are replaced at once, and what they were is kept', async () => {
  await using studio = await openTestStudio()
  const count = 6_000
  const chapter = await studio.addChapter(Array<string>(count).fill('It rained.'))
  await studio.api.post(`${editorPath(chapter)}/speak`)
  const isSpoken = async () => {
    const { body } = await studio.api.get(`${editorPath(chapter)}/editor`)
    return body.blocks.every(({ state }: { state: string }) => state === 'converted')
  }
  await until('it is spoken', isSpoken, { seconds: 120 })
  await studio.write(chapter, [toBlock('It snowed.')])
  assert.equal(await studio.studio.db.$count(blockGenerations), count)
})

test('proof: a list of twenty thousand projects holds nobody up, and has each of them once, newest first', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It rains.']])
  await studio.convertProject(projectId)
  // Seven at each moment, a fraction of a millisecond apart.
  await studio.studio.db.execute(sql`
    insert into projects select (jsonb_populate_record(project, jsonb_build_object('id', 'x' || number, 'source_key', null,
      'created_at', project.created_at - number / 7 * interval '70 microseconds'))).*
    from projects as project, generate_series(1, 20000) as number`)
  const bytes = await readWithoutStanding(studio, '/v1/studio/projects', () =>
    studio.studio.db.execute(sql`update project_revisions set revision = revision + 1`),
  )
  const { projects }: { projects: { project_id: string; create_date_unix: number }[] } = JSON.parse(bytes.toString())
  assert.equal(new Set(projects.map((one) => one.project_id)).size, 20_001)
  assert.equal(projects.length, 20_001)
  const times = projects.map((one) => one.create_date_unix)
  assert.deepEqual(
    times,
    times.toSorted((a, b) => b - a),
  )
})

test('proof: sixty thousand snapshots of a chapter, and of a project, hold nobody up, and are told once each', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It rains.'])
  await studio.convertProject(chapter.projectId)
  const paths = [`/v1/studio/projects/${chapter.projectId}`, chapterPath(chapter)].map((path) => `${path}/snapshots`)
  for (const [index, table] of [projectSnapshots, chapterSnapshots].entries()) {
    await studio.studio.db.execute(sql`
      insert into ${table} select (jsonb_populate_record(one, jsonb_build_object('id', 'x' || number,
        'conversion_id', 'x' || number, 'created_at', one.created_at - number / 7 * interval '70 microseconds'))).*
      from ${table} as one, generate_series(1, 60000) as number`)
    const { snapshots } = JSON.parse((await readWithoutStanding(studio, paths[index]!)).toString())
    const ids = snapshots.map((one: Record<string, string>) => one.chapter_snapshot_id ?? one.project_snapshot_id)
    assert.deepEqual([ids.length, new Set(ids).size], [60_001, 60_001])
  }
})

test('proof: a page of the history full of dialogues in a thousand turns holds nobody up, and the next one goes on', async () => {
  await using studio = await openTestStudio()
  const inputs = Array.from({ length: 1_000 }, (_, index) => ({ text: 'a', voice_id: index % 2 ? 'tone-a' : 'tone-b' }))
  const body = JSON.stringify({ inputs })
  const headers = { 'content-type': 'application/json' }
  await studio.api.bytes('/v1/text-to-dialogue?output_format=pcm_8000', { method: 'POST', body, headers })
  await studio.studio.db.execute(sql`
    insert into speech_history
    select (jsonb_populate_record(item, jsonb_build_object('id', left(item.id, 14) || lpad(number::text, 6, '0')))).*
    from speech_history as item, generate_series(1, 299) as number`)
  const first = JSON.parse((await readWithoutStanding(studio, '/v1/history?page_size=1000')).toString())
  assert.ok(first.has_more && first.history.length < 20, `${first.history.length}`)
  assert.equal(first.history[0].dialogue.length, 1_000)
  const ids = new Set<string>()
  for (let page = first; ; ) {
    for (const one of page.history) ids.add(one.history_item_id)
    if (!page.has_more) break
    page = (await studio.api.get(`/v1/history?page_size=1000&start_after_history_item_id=${page.last_history_item_id}`))
      .body
  }
  assert.equal(ids.size, 300)
})

test('proof: the characters of a long item of the history are told without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const text = '1-'.repeat(19_500)
  const body = JSON.stringify({ text, model_id: 'eleven_flash_v2_5' })
  const headers = { 'content-type': 'application/json' }
  const path = '/v1/text-to-speech/tone-a?output_format=pcm_8000'
  const spoken = await studio.api.bytes(path, { method: 'POST', body, headers })
  const bytes = await readWithoutStanding(studio, `/v1/history/${spoken.headers.get('history-item-id')}`)
  const { alignments } = JSON.parse(bytes.toString())
  for (const { characters, ...times } of Object.values<Record<string, unknown[]>>(alignments))
    for (const list of Object.values(times)) assert.equal(list.length, characters!.length)
  assert.equal(alignments.alignment.characters.join(''), text)
})

test('proof: the feed and the archive of five hundred chapters with the longest names hold nobody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It rains.']])
  await studio.convertProject(projectId)
  const { db } = studio.studio
  const name = '&'.repeat(5_000)
  await db.update(chapterSnapshots).set({ name })
  await db.execute(sql`
    insert into chapter_snapshots select (jsonb_populate_record(one, jsonb_build_object('id', 'c' || number, 'conversion_id', 'c' || number))).*
    from chapter_snapshots as one, generate_series(1, 499) as number`)
  const many = sql`select jsonb_agg(jsonb_build_object('id', id, 'name', name, 'startSample', 0, 'sampleCount', 1) order by id)
    from chapter_snapshots`
  await db.execute(sql`update project_snapshots set chapters = (${many})`)
  const { body: feed } = await studio.api.json(`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }, 200)
  const xml = (await readWithoutStanding(studio, new URL(feed.feed_url).pathname)).toString()
  assert.equal(xml.split(`<title>${'&amp;'.repeat(5_000)}</title>`).length - 1, 500)
  assert.match(xml, /<\/item>\n<\/channel>\n<\/rss>\n$/)
  const [snapshot] = await studio.listSnapshots(projectId)
  await assertStandsLess(mostMilliseconds, () => openWholeArchive(studio, snapshot))
})

test('proof: a cast of fifty thousand lines is told, merged and undone without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const { path, characters } = await openCast(studio)
  await studio.studio.db.execute(sql`
    insert into cast_lines select (jsonb_populate_record(line, jsonb_build_object('id', 'x' || number))).*
    from cast_lines as line, generate_series(1, 49998) as number where line.id = (select min(id) from cast_lines)`)
  const cast = JSON.parse((await readWithoutStanding(studio, path)).toString())
  assert.equal(cast.lines.length, 50_000)
  const most = cast.characters.find((one: { line_count: number }) => one.line_count > 1)
  const other = characters.find((one) => one.character_id !== most.character_id)!
  const post = (where: string, body = {}) =>
    studio.api.bytes(`${path}/${where}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await assertStandsLess(mostMilliseconds, async () => {
    await post(`characters/${most.character_id}/merge`, { into: other.character_id })
    await post('undo')
  })
  assert.equal((await studio.api.get(path)).body.lines.length, 50_000)
})

test('a cast has no more characters and names than a person gives them', async () => {
  await using studio = await openTestStudio()
  const { path, characters } = await openCast(studio)
  const { db } = studio.studio
  const named = Array.from({ length: 100 }, (_, index) => `Name ${index}`)
  await db.update(castCharacters).set({ aliases: named })
  const renamed = await studio.api.json(
    `${path}/characters/${characters[0]!.character_id}`,
    { method: 'PATCH', body: '{"name":"Newest"}', headers: { 'content-type': 'application/json' } },
    200,
  )
  const newest = renamed.body.characters.find((one: { name: string }) => one.name === 'Newest')
  assert.deepEqual(newest.aliases, ['Newest', ...named.slice(0, 99)])
  await studio.api.post(`${path}/characters`, { name: 'x'.repeat(201) }, 422)
  await db.execute(sql`
    insert into cast_characters select (jsonb_populate_record(one, jsonb_build_object('id', 'x' || number))).*
    from cast_characters as one, generate_series(1, 1998) as number where one.id = (select min(id) from cast_characters)`)
  const { body } = await studio.api.post(`${path}/characters`, { name: 'One more' }, 400)
  assert.match(body.detail.message, /at most 2000 characters/)
})

/** A project whose cast are two who say a line each. */
async function openCast(studio: TestStudio) {
  const projectId = await studio.addProject([['“Go,” said Anna. “No,” said Bob.']])
  const path = `/lectern/v1/projects/${projectId}/cast`
  await studio.api.post(`${path}/find`)
  const found = await until('the cast is found', async () => {
    const { body } = await studio.api.get(path)
    return body.state === 'ready' && body
  })
  return { path, characters: found.characters as { character_id: string }[] }
}

/** Waits for its head: what comes behind is encoded. */
async function openWholeArchive({ api }: TestStudio, snapshot: Parameters<typeof snapshotPath>[0]): Promise<void> {
  const leaving = new AbortController()
  await api.fetch(`${snapshotPath(snapshot)}/archive`, { method: 'POST', signal: leaving.signal })
  leaving.abort()
}

/** @param before each reading */
async function readWithoutStanding(studio: TestStudio, path: string, before?: () => Promise<unknown>): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0)
  await before?.()
  await assertStandsLess(mostMilliseconds, async () => {
    bytes = (await studio.api.bytes(path, { method: 'GET' })).bytes
    await before?.()
  })
  return bytes
}

function editorPath({ projectId, chapterId }: TestChapter): string {
  return `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
}
