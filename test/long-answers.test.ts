import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { ExportId } from '#server/base/ids.ts'
import { assertStandsLess, threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { getScripted } from '#server/podcasts/podcast-store.ts'
import type { Manifest } from '#server/snapshots/manifest.ts'
import type { ChapterSnapshotContent } from '#server/snapshots/snapshot.ts'
import { getSnapshotContent } from '#server/snapshots/snapshot-store.ts'
import { casts, chapterSnapshots, chapters, exports } from '#server/storage/schema.ts'
import { exportsPath } from './exports.ts'
import { draftPodcast } from './podcasts.ts'
import { SocketClient } from './socket-client.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

/** With the client, the worker and the database's answers in the same thread, on a machine that does other work. */
const mostMilliseconds = 100

test('proof: the wave of a paragraph that lasts for most of an hour holds nobody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([[`One ${'<break time="3s" />'.repeat(900)} two.`]])
  const [chapter] = await studio.listChapters(projectId)
  const path = `/lectern/v1/projects/${projectId}/chapters/${chapter!.chapterId}`
  await studio.api.post(`${path}/speak`)
  const block = await until('it is spoken', async () => {
    const { body } = await studio.api.get(`${path}/editor`)
    return body.blocks[0].state === 'converted' && body.blocks[0]
  })
  let bytes: Buffer = Buffer.alloc(0)
  await assertStandsLess(mostMilliseconds, async () => {
    const asked = `${path}/blocks/${block.block_id}/peaks?per_second=500`
    bytes = (await studio.api.bytes(asked, { method: 'GET' })).bytes
  })
  const { duration_seconds: seconds, peaks } = JSON.parse(bytes.toString())
  assert.equal(peaks.length, Math.ceil(seconds * 500))
  assert.ok(seconds > 2_700 && peaks[10][1] > 0 && peaks[700_000][1] === 0)
})

test('proof: the times of a paragraph of ten thousand words hold nobody up', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['a '.repeat(10_000)])
  const path = `/lectern/v1/projects/${chapter.projectId}/chapters/${chapter.chapterId}`
  await studio.api.post(`${path}/speak`)
  const block = await until('it is spoken', async () => {
    const { body } = await studio.api.get(`${path}/editor`)
    return body.blocks[0].state === 'converted' && body.blocks[0]
  })
  const read = async () => (await studio.api.fetch(`${path}/blocks/${block.block_id}/times`, { method: 'GET' })).text()
  await assertStandsLess(50, read)
  const { words, characters } = JSON.parse(await read())
  assert.deepEqual([words.length, characters.characters.length], [10_000, 20_000])
})

test('proof: whether a chapter of twenty thousand utterances was published is told without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([Array<string>(3).fill('½\n\n'.repeat(6_600))])
  await studio.convertProject(projectId)
  const path = `/lectern/v1/projects/${projectId}/current-snapshot`
  let told: unknown
  await assertStandsLess(mostMilliseconds, async () => {
    told = (await studio.api.get(path)).body.project_snapshot_id
  })
  assert.equal(told, (await studio.listSnapshots(projectId))[0]!.project_snapshot_id)
})

test('proof: a cast of many lines is told without holding anybody up, and its words are where they stand', async () => {
  await using studio = await openTestStudio()
  const said = '“Ab é.” said Anna. “Bc.” '
  const blocks = Array.from({ length: 10 }, () => said.repeat(700).trim())
  const projectId = await studio.addProject([blocks])
  await studio.api.post(`/lectern/v1/projects/${projectId}/cast/find`)
  await until(
    'the cast is found',
    async () => {
      const [cast] = await studio.studio.db.select({ state: casts.state }).from(casts)
      return cast?.state === 'ready'
    },
    { seconds: 120 },
  )
  let bytes: Buffer = Buffer.alloc(0)
  await assertStandsLess(mostMilliseconds, async () => {
    bytes = (await studio.api.bytes(`/lectern/v1/projects/${projectId}/cast`, { method: 'GET' })).bytes
  })
  const { lines } = JSON.parse(bytes.toString())
  assert.equal(lines.length, 14_000)
  assert.deepEqual(
    [lines[2].text, lines[2].after.slice(0, 11), lines[2].before.slice(-6)],
    ['“Ab é.”', ' said Anna.', '“Bc.” '],
  )
})

test('proof: a project that was converted a thousand times is told and heard as cheaply as one that was so once', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It rains.']])
  await studio.convertProject(projectId)
  const { body: feed } = await studio.api.json(`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }, 200)
  await studio.studio.db.execute(sql`
    with chapter as (select jsonb_build_object('id', 'c', 'name', repeat('x', 90), 'startSample', 0, 'sampleCount', 1) as one),
      many as (select jsonb_agg(one) as list from chapter, generate_series(1, 400))
    insert into project_snapshots (id, project_id, conversion_id, name, created_at, sample_count, chapters, tags)
    select 's' || number, project_id, 'c' || number, name, created_at - number * interval '1 minute', sample_count,
      many.list, tags from project_snapshots, many, generate_series(1, 1000) as number`)
  const feedPath = new URL(feed.feed_url).pathname
  const xml = (await studio.api.bytes(feedPath, { method: 'GET' })).bytes.toString()
  const [, marks] = /<podcast:chapters url="([^"]+)"/.exec(xml)!
  const paths = [
    `/v1/studio/projects/${projectId}/snapshots`,
    feedPath,
    new URL(marks!).pathname,
    `/projects/${projectId}/report`,
  ]
  for (const path of paths) {
    const seconds = await threadSeconds(() => studio.api.bytes(path, { method: 'GET' }))
    assert.ok(seconds < 0.1, `${path}: ${seconds} s`)
  }
  assert.equal((await studio.api.get(paths[0]!)).body.snapshots.length, 1_001)
})

test('proof: listeners of a feed read of a very long chapter, and hold nobody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It was dark and it rained.']])
  await studio.convertProject(projectId)
  const { body: feed } = await studio.api.json(`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }, 200)
  const paragraphs = 5_000
  const { db } = studio.studio
  const [one] = await db.select().from(chapterSnapshots)
  const { blocks, segments } = one!.manifest as Manifest
  const many = Array.from({ length: paragraphs }, (_, blockIndex) => ({ ...segments[0]!, blockIndex }))
  await db.update(chapterSnapshots).set({
    manifest: { blocks: many.map(() => blocks[0]!), segments: many },
    characterTimes: Buffer.concat(many.map(() => Buffer.from(one!.characterTimes))),
  })
  const feedPath = new URL(feed.feed_url).pathname
  const xml = (await studio.api.bytes(feedPath, { method: 'GET' })).bytes.toString()
  const [, vtt] = /<podcast:transcript url="([^"]+vtt)"/.exec(xml)!
  let text = ''
  await assertStandsLess(mostMilliseconds, async () => {
    text = (await studio.api.bytes(new URL(vtt!).pathname, { method: 'GET' })).bytes.toString()
  })
  assert.equal(text.split('It was dark').length - 1, paragraphs)
})

test('proof: listeners of a feed read of one very long paragraph, and hold nobody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It rains.']])
  await studio.convertProject(projectId)
  const { body: feed } = await studio.api.json(`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }, 200)
  const { db } = studio.studio
  const [one] = await db.select().from(chapterSnapshots)
  const { blocks, segments } = one!.manifest as Manifest
  const path = new URL(feed.feed_url).pathname.replace('feed.xml', one!.id)
  for (const piece of ['Rain.\n', 'a ', `${'x'.repeat(33)} `]) {
    const text = piece.repeat(20_000 / piece.length)
    await db.update(chapterSnapshots).set({
      manifest: { blocks: [{ ...blocks[0]!, text }], segments: Array(6_600).fill(segments[0]) },
      characterTimes: Buffer.alloc(8 * text.length),
    })
    let told = ''
    await assertStandsLess(
      mostMilliseconds,
      async () => {
        told = (await studio.api.bytes(`${path}/transcript.vtt`, { method: 'GET' })).bytes.toString()
      },
      JSON.stringify(piece),
    )
    assert.equal(told.replaceAll(/\s|.*-->.*|WEBVTT/g, ''), text.replaceAll(/\s/g, ''))
  }
})

test('proof: a chapter of a hundred thousand utterances is told without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It rains.']])
  await studio.convertProject(projectId)
  const { body: feed } = await studio.api.json(`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }, 200)
  const { db } = studio.studio
  await db.execute(sql`
    insert into takes select (jsonb_populate_record(takes, jsonb_build_object('key', 'take ' || number))).*
    from takes, generate_series(1, 100000) as number`)
  await db.execute(sql`
    update chapter_snapshots set manifest = jsonb_set(manifest, '{segments}', (
      select jsonb_agg(jsonb_set(manifest->'segments'->0, '{take,key}', to_jsonb('take ' || number)))
      from generate_series(1, 100000) as number))`)
  const [one] = await db
    .select({ id: chapterSnapshots.id, chapterId: chapterSnapshots.chapterId })
    .from(chapterSnapshots)
  const ofListeners = new URL(feed.feed_url).pathname.replace('feed.xml', one!.id)
  const paths = [
    `/v1/studio/projects/${projectId}/chapters/${one!.chapterId}/snapshots/${one!.id}`,
    `${ofListeners}/transcript.vtt`,
  ]
  for (const path of paths) {
    let told = ''
    const read = async () => {
      told = (await studio.api.bytes(path, { method: 'GET' })).bytes.toString()
    }
    await assertStandsLess(50, read, path)
    assert.match(told.replaceAll(/[^a-z]/gi, ''), /Itrains/)
  }
})

test('proof: a chapter of as many characters as a body may bring is read without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It rains.']])
  await studio.convertProject(projectId)
  const { db } = studio.studio
  const [one] = await db.select().from(chapterSnapshots)
  const { blocks, segments } = one!.manifest as Manifest
  const [text, count] = ['"a'.repeat(10_000), 200]
  const times = Uint32Array.from({ length: 2 * text.length * count }, (_, index) => index)
  await db.update(chapterSnapshots).set({
    manifest: { blocks: Array(count).fill({ ...blocks[0]!, text }), segments },
    characterTimes: Buffer.from(times.buffer),
  })
  let read: ChapterSnapshotContent | undefined
  await assertStandsLess(50, async () => {
    read = await getSnapshotContent(db, one!.id)
  })
  assert.deepEqual([read!.manifest.blocks.length, read!.manifest.blocks[count - 1]!.text], [count, text])
  assert.equal(Buffer.compare(Buffer.from(read!.characterTimes.buffer), Buffer.from(times.buffer)), 0)
})

test('proof: a dictionary full of signs that XML escapes is downloaded without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const all = '/v1/pronunciation-dictionaries'
  const rules = Array.from({ length: 4_000 }, (_, index) => {
    return { type: 'alias', string_to_replace: `w${index}`, alias: '"'.repeat(490) }
  })
  const { body } = await studio.api.post(`${all}/add-from-rules`, { name: 'Signs', rules })
  let bytes: Buffer = Buffer.alloc(0)
  await assertStandsLess(mostMilliseconds, async () => {
    bytes = (await studio.api.bytes(`${all}/${body.id}/${body.version_id}/download`, { method: 'GET' })).bytes
  })
  assert.equal(bytes.toString().split('&quot;').length - 1, 4_000 * 490)
})

test('proof: a script of nothing but what JSON escapes is told without holding anybody up', async () => {
  await using studio = await openTestStudio()
  const { project_id } = await draftPodcast(studio)
  const path = `/lectern/v1/projects/${project_id}/script`
  const turns = Array.from({ length: 1_000 }, () => ({ speaker: 'host', text: '\u0001'.repeat(975) }))
  const headers = { 'content-type': 'application/json' }
  await studio.api.json(path, { method: 'PUT', headers, body: JSON.stringify({ turns }) }, 200)
  let bytes: Buffer = Buffer.alloc(0)
  await assertStandsLess(50, async () => {
    bytes = (await studio.api.bytes(path, { method: 'GET' })).bytes
  })
  const told = JSON.parse(bytes.toString())
  assert.deepEqual([told.turns.length, told.sources.length], [1_000, 1])
  assert.equal(told.turns[999].text, turns[999]!.text)
  const [source] = (await getScripted(studio.studio.db, project_id)).request.sources
  assert.ok(source?.kind === 'text' && source.text.length === 200, 'its sources are read as far as they are shown')
})

test('proof: five hundred chapters are listed without holding anybody up, whatever they are called', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject(Array.from({ length: 500 }, () => ['It rains.']))
  const name = '\u0001'.repeat(5_000)
  await studio.studio.db.update(chapters).set({ name })
  const path = `/v1/studio/projects/${projectId}/chapters`
  await studio.api.get(path) // the first time code is compiled, too, and all is planned
  let bytes: Buffer = Buffer.alloc(0)
  await assertStandsLess(50, async () => {
    bytes = (await studio.api.bytes(path, { method: 'GET' })).bytes
  })
  const listed = JSON.parse(bytes.toString()).chapters as { name: string; chapter_id: string }[]
  assert.deepEqual([listed.length, listed[499]!.name], [500, name])
})

test('proof: however many listeners read at once, others are answered meanwhile', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It rains.']])
  await studio.convertProject(projectId)
  const { body: feed } = await studio.api.json(`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }, 200)
  const feedPath = new URL(feed.feed_url).pathname
  const xml = (await studio.api.bytes(feedPath, { method: 'GET' })).bytes.toString()
  const [, vtt] = /<podcast:transcript url="([^"]+vtt)"/.exec(xml)!
  const { db } = studio.studio
  const asked: Promise<{ bytes: Buffer }>[] = []
  await db.transaction(async (transaction) => {
    await transaction.execute(sql`lock table chapter_snapshots in access exclusive mode`)
    for (let listener = 0; listener < 30; listener++)
      asked.push(studio.api.bytes(new URL(vtt!).pathname, { method: 'GET' }))
    await until('some of them wait for the table', async () => {
      const { rows } = await transaction.execute<{ count: number }>(
        sql`select count(*)::int from pg_locks where not granted and relation = 'chapter_snapshots'::regclass`,
      )
      return rows[0]!.count >= 4
    })
    assert.equal((await studio.api.get('/health')).status, 200)
  })
  for (const { bytes } of await Promise.all(asked)) assert.match(bytes.toString(), /It rains/)
})

test('who asks for the head of the events follows none of them', async () => {
  const environment = { LECTERN_CONNECTIONS: '12', LECTERN_SOCKETS: '3' }
  await using studio = await openTestStudio({ environment })
  for (let asked = 0; asked < 6; asked++) {
    assert.equal((await studio.api.fetch('/lectern/v1/events', { method: 'HEAD' })).status, 200)
  }
})

test('proof: a long message over a socket holds nobody up', async () => {
  await using studio = await openTestStudio()
  await assertStandsLess(mostMilliseconds, async () => {
    await using client = new SocketClient(studio.api.baseUrl, '/v1/text-to-speech/tone-a/stream-input')
    await client.opened
    await client.send({ text: 'a.\n'.repeat(13_000) }, { text: '"'.repeat(39_000) }, { text: 'I. '.repeat(13_000) })
    await client.send({ text: 'x'.repeat(200_000) })
    await client.until(({ error }) => error)
  })
})

test('proof: thousands of short messages in a packet hold nobody up', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:key-number-one' } })
  const key = Buffer.alloc(16).toString('base64')
  const head = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', `sec-websocket-key: ${key}`]
  const frame = Buffer.concat([Buffer.from([0x81, 0x82, 0, 0, 0, 0]), Buffer.from('{}')])
  const frames = Buffer.concat(Array(30_000).fill(frame))
  await assertStandsLess(mostMilliseconds, async () => {
    const { hostname, port } = new URL(studio.api.baseUrl)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(['GET /v1/text-to-speech/tone-a/stream-input HTTP/1.1', 'host: x', ...head, '', ''].join('\r\n'))
    await once(socket, 'data')
    socket.resume().write(frames)
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
  })
})

test('proof: a form of thousands of parts holds nobody up', async () => {
  await using studio = await openTestStudio()
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const request = { method: 'POST', headers, body: '--b\r\n'.repeat(200_000) }
  await assertStandsLess(60, async () => void (await studio.api.json('/v1/studio/projects', request, 413)))
})

test('proof: a project has a hundred exports made at once at most; one that is there is still answered', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject(Array.from({ length: 8 }, () => ['It rains.']))
  await studio.convertProject(projectId)
  const ids = (await studio.listChapters(projectId)).map(({ chapterId }) => chapterId)
  const path = `${await exportsPath(studio, projectId)}/json`
  const { db } = studio.studio
  const { body: first } = await studio.api.post(path, {})
  await until(
    'it is made',
    async () => (await studio.api.get(`/lectern/v1/exports/${first.export_id}`)).body.state === 'ready',
  )
  const [row] = await db.select().from(exports)
  const waiting = Array.from({ length: 100 }, (_, index) => ({ id: `e${index}`, contentKey: `k${index}` }))
  await db
    .insert(exports)
    .values(waiting.map((one) => ({ ...row!, ...one, id: one.id as ExportId, state: 'working' as const })))
  const { body, headers } = await studio.api.post(path, { chapter_ids: ids.slice(1) }, 429)
  assert.deepEqual([body.detail.code, headers.get('retry-after')], ['rate_limit_exceeded', '60'])
  assert.equal((await studio.api.post(path, {})).body.state, 'ready')
})
