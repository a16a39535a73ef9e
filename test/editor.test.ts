import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hurrying } from './hurry.ts'
import { chapterPath, openTestStudio, type TestChapter, type TestStudio } from './studio.ts'
import { until } from './until.ts'

test('a paragraph is spoken, heard, timed and drawn; after an edit only it is spoken again, and its past comes back', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell. Snow fell.', '***'])
  const first = await read(studio, chapter)
  assert.deepEqual(
    first.body.blocks.map((block: Block) => block.state),
    ['unconverted', 'unconverted', 'silent'],
  )
  const spoken = await studio.api.post(`${path(chapter)}/speak`)
  assert.equal(spoken.body.blocks.length, 3)
  const blocks = await untilSpoken(studio, chapter)
  const block = `${path(chapter)}/blocks/${blocks[1]!.block_id}`
  assert.equal(blocks[1]!.audio!.duration_seconds, 1.45)
  const times = (await studio.api.get(`${block}/times`)).body
  assert.deepEqual(
    times.words.map((word: { text: string }) => word.text),
    ['Rain', 'fell', 'Snow', 'fell'],
  )
  assert.deepEqual([times.words[2].from, times.words[2].to], [11, 15])
  assert.ok(Math.abs(times.words[2].start - (11 * 0.05 + 0.4)) < 0.001)
  const audio = await studio.api.bytes(`${block}/audio?format=wav`, { method: 'GET' })
  assert.equal(audio.headers.get('content-type'), 'audio/wav')
  assert.equal(audio.bytes.length, 44 + 2 * Math.round(1.45 * 44_100))
  const peaks = (await studio.api.get(`${block}/peaks?per_second=20`)).body
  assert.equal(peaks.peaks.length, 29)

  const before = studio.spoken().length
  const content = toPut(blocks)
  content[1]!.nodes[0]!.text = 'Hail fell.'
  const written = await put(studio, chapter, content, first.headers.get('etag')!)
  assert.equal(written.body.version, first.body.version + 1)
  assert.deepEqual(
    written.body.blocks.map((one: Block) => one.state),
    ['converted', 'unconverted', 'silent'],
  )
  await studio.api.post(`${block}/speak`)
  await untilSpoken(studio, chapter)
  assert.deepEqual(studio.spoken().slice(before), ['Hail fell.'])

  const { generations } = (await studio.api.get(`${block}/history`)).body
  assert.deepEqual(
    generations.map((one: { text: string; is_current: boolean }) => [one.text, one.is_current]),
    [
      ['Hail fell.', true],
      ['Rain fell. Snow fell.', false],
    ],
  )
  const old = generations[1].generation_id
  const oldAudio = await studio.api.bytes(`${block}/history/${old}/audio?format=wav`, { method: 'GET' })
  assert.deepEqual(oldAudio.bytes, audio.bytes)
  const restored = await studio.api.post(`${block}/history/${old}/restore`)
  assert.equal(restored.body.blocks[1].state, 'converted')
  assert.equal(restored.body.blocks[1].audio.generation_id, old)
  await studio.api.delete(`${block}/history/${old}`, 409)
  await studio.api.delete(`${block}/history/${generations[0].generation_id}`)
  assert.equal((await studio.api.get(`${block}/history`)).body.generations.length, 1)
  assert.equal(studio.spoken().length, before + 1)
})

test('who writes names the version that they saw; a locked paragraph stays as it is', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  const { body, headers } = await read(studio, chapter)
  const content = toPut(body.blocks)
  await studio.api.json(`${path(chapter)}/editor`, { method: 'PUT', ...json({ blocks: content }) }, 428)
  content[0]!.locked = true
  const locked = await put(studio, chapter, content, headers.get('etag')!)
  const late = await put(studio, chapter, content, headers.get('etag')!, 409)
  assert.equal(late.body.detail.code, 'content_changed')
  content[0]!.nodes[0]!.text = 'It was light.'
  const refused = await put(studio, chapter, content, `"${locked.body.version}"`, 409)
  assert.equal(refused.body.detail.code, 'block_locked')
  await studio.api.post(chapterPath(chapter), { content: { blocks: [] } }, 409)
  const again = await studio.api.post(
    `${path(chapter)}/blocks/${body.blocks[1].block_id}/speak`,
    { mode: 'again' },
    409,
  )
  assert.equal(again.body.detail.code, 'same_sound')
})

test('what nobody wants any more is not spoken: cancelled, edited away', async () => {
  const gate = Promise.withResolvers<void>()
  await using studio = await openTestStudio({ beforeSpeak: () => gate.promise, mayLog: /cancelled/ })
  const chapter = await studio.addChapter(['One.', 'Two.', 'Three.', 'Four.', 'Five.'])
  await studio.api.post(`${path(chapter)}/speak`)
  await until('one is being spoken', async () => {
    const { body } = await read(studio, chapter)
    return body.blocks.some((block: Block) => block.state === 'speaking') || undefined
  })
  await studio.api.post(`${path(chapter)}/cancel`)
  const { body } = await read(studio, chapter)
  assert.deepEqual([...new Set(body.blocks.map((block: Block) => block.state))], ['unconverted'])
  gate.resolve()
  await studio.api.post(`${path(chapter)}/blocks/${body.blocks[4].block_id}/speak`)
  await until('the last is spoken', async () => {
    return (await read(studio, chapter)).body.blocks[4].state === 'converted' || undefined
  })
  assert.ok(studio.spoken().length <= 3)
})

test('a paragraph that cannot be spoken says why, and can be tried again', async () => {
  let fails = true
  await using studio = await openTestStudio({
    mayLog: /failed|could not/i,
    beforeSpeak: ({ text }) => {
      if (fails && text === 'Two.') throw new Error('No.')
    },
  })
  const chapter = await studio.addChapter(['One.', 'Two.'])
  await studio.api.post(`${path(chapter)}/speak`)
  const failed = await hurrying(studio, () =>
    until('it failed, and the other has ended', async () => {
      const { blocks } = (await read(studio, chapter)).body
      return blocks[1].state === 'failed' && blocks[0].state !== 'speaking' ? blocks : undefined
    }),
  )
  assert.equal(failed[0].state, 'converted')
  assert.match(failed[1].error.message, /No\./)
  fails = false
  await studio.api.post(`${path(chapter)}/blocks/${failed[1].block_id}/speak`)
  await untilSpoken(studio, chapter)
})

test('events tell what changed, replay what was missed, and say so when they cannot', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['One.'])
  const events = await follow(studio)
  const { body, headers } = await read(studio, chapter)
  const content = toPut(body.blocks)
  content[0]!.nodes[0]!.text = 'Two.'
  await put(studio, chapter, content, headers.get('etag')!)
  const changed = await events.until('chapter.changed')
  assert.deepEqual(changed.data, { project_id: chapter.projectId, chapter_id: chapter.chapterId, version: 2 })
  await events.close()
  await studio.api.post(`${path(chapter)}/speak`)
  await untilSpoken(studio, chapter)
  const again = await follow(studio, changed.id)
  const states = [await again.until('block.state'), await again.until('block.state'), await again.until('block.state')]
  assert.deepEqual(
    states.map((one) => one.data.state),
    ['queued', 'speaking', 'converted'],
  )
  await again.close()
  const stranger = await follow(studio, 'elsewhere-12')
  await stranger.until('reset')
  await stranger.close()
})

test('a word is said differently everywhere by a rule of the project', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['Oyelaran came.', 'Nobody came.'], ['Go, Oyelaran!']])
  const ours = `/lectern/v1/projects/${projectId}`
  const { body } = await studio.api.post(`${ours}/pronounce`, { text: 'Oyelaran', alias: 'oh-yeh-la-ran' })
  assert.equal(body.affected_blocks.length, 2)
  const second = await studio.api.post(`${ours}/pronounce`, { text: 'Nobody', alias: 'No body' })
  assert.equal(second.body.dictionary_id, body.dictionary_id)
  await studio.convertProject(projectId)
  assert.deepEqual(studio.spoken().sort(), ['Go, oh-yeh-la-ran!', 'No body came.', 'oh-yeh-la-ran came.'])
  assert.deepEqual((await studio.api.get(`${ours}/pronunciations`)).body, { words: [] })
  const chapters = (await studio.listChapters(projectId)).map((one) => one.chapterId)
  const order = await studio.api.post(`${ours}/chapter-order`, { chapter_ids: chapters.toReversed() })
  assert.deepEqual(
    order.body.chapters.map((one: { chapter_id: string }) => one.chapter_id),
    chapters.toReversed(),
  )
  await studio.api.post(`${ours}/chapter-order`, { chapter_ids: [chapters[0]] }, 400)
  const heard = await studio.api.bytes('/lectern/v1/preview', json({ text: 'Hi.', voice_id: 'tone-a' }))
  assert.equal(heard.headers.get('content-type'), 'audio/mpeg')
})

test('a browser signs in with a key; its writes need the token, and its session ends with the key', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:my-secret:editor' } })
  const { api } = studio
  assert.equal((await api.get('/lectern/v1/session')).body.role, null)
  await api.post('/lectern/v1/session', { key: 'wrong' }, 401)
  const { body, headers } = await api.post('/lectern/v1/session', { key: 'my-secret' })
  assert.match(headers.get('set-cookie')!, /HttpOnly; SameSite=Strict/)
  const cookie = headers.get('set-cookie')!.split(';')[0]!
  const ask = (method: string, more: Record<string, string> = {}) =>
    api.fetch('/v1/studio/projects', { method, headers: { cookie, ...more } })
  assert.equal((await ask('GET')).status, 200)
  assert.equal((await ask('POST')).status, 403)
  assert.notEqual((await ask('POST', { 'x-csrf-token': body.csrf_token })).status, 403)
  const session = await api.fetch('/lectern/v1/session', { method: 'GET', headers: { cookie } })
  assert.equal(((await session.json()) as { csrf_token: string }).csrf_token, body.csrf_token)
})

interface Block {
  block_id: string
  sub_type: string
  locked: boolean
  nodes: { voice_id: string; project_voice_ref_id: string; text: string }[]
  state: string
  audio: { duration_seconds: number; generation_id: string } | null
}

function path({ projectId, chapterId }: TestChapter): string {
  return `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
}

function read(studio: TestStudio, chapter: TestChapter) {
  return studio.api.get(`${path(chapter)}/editor`)
}

function toPut(blocks: Block[]) {
  return blocks.map(({ block_id, sub_type, locked, nodes }) => ({ block_id, sub_type, locked, nodes }))
}

function json(body: unknown) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function put(studio: TestStudio, chapter: TestChapter, blocks: object[], version: string, expected = 200) {
  const { headers, body } = json({ blocks })
  const request = { method: 'PUT', headers: { ...headers, 'if-match': version }, body }
  return studio.api.json(`${path(chapter)}/editor`, request, expected)
}

async function untilSpoken(studio: TestStudio, chapter: TestChapter): Promise<Block[]> {
  return until('all is spoken', async () => {
    const { body } = await read(studio, chapter)
    return body.blocks.every((block: Block) => ['converted', 'silent'].includes(block.state)) ? body.blocks : undefined
  })
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at what the events carry
type Told = { id: string; event: string; data: any }

async function follow(studio: TestStudio, after?: string) {
  const headers: Record<string, string> = after ? { 'last-event-id': after } : {}
  const answer = await studio.api.fetch('/lectern/v1/events', { method: 'GET', headers })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  async function next(): Promise<Told> {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end === -1) {
        text += (await reader.read()).value ?? ''
        continue
      }
      const lines = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      const event = field('event')
      if (event) return { id: field('id')!, event, data: JSON.parse(field('data')!) }
    }
  }
  const hello = await next()
  assert.equal(hello.event, 'hello')
  return {
    async until(event: string): Promise<Told> {
      for (;;) {
        const told = await next()
        if (told.event === event) return told
      }
    },
    close: () => reader.cancel(),
  }
}
