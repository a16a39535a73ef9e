import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listRoutes } from '#server/http/routes/index.ts'
import { openTestStudio, type TestStudio, toBlock } from './studio.ts'

// Requests as programs of others write them, and FastAPI reads them.

test('a project and its content may come as an urlencoded form', async () => {
  await using studio = await openTestStudio()
  const content = JSON.stringify([{ name: 'One', blocks: [toBlock('It was dark & cold.')] }])
  const { body } = await urlencoded(studio, '/v1/studio/projects', {
    name: 'Untitled + more',
    from_content_json: content,
    volume_normalization: 'yes',
  })
  assert.equal(body.project.name, 'Untitled + more')
  assert.equal(body.project.volume_normalization, true)
  const [chapter] = await studio.listChapters(body.project.project_id)
  assert.match(JSON.stringify((await studio.read(chapter!)).content), /It was dark & cold\./)
  await urlencoded(studio, `/v1/studio/projects/${body.project.project_id}/content`, { from_content_json: content })
  await urlencoded(studio, '/v1/audio-native', { name: 'Page', auto_convert: 'off' })
  const unnamed = await urlencoded(studio, '/v1/studio/projects', { title: 'x' }, 422)
  assert.deepEqual(unnamed.body.detail[0].loc, ['body', 'name'])
  const many = new URLSearchParams('genres=x&'.repeat(1_001))
  assert.equal((await urlencoded(studio, '/v1/studio/projects', many, 413)).body.detail.code, 'request_too_large')
  await urlencoded(studio, '/v1/text-to-speech/tone-a', { text: 'Hello.' }, 422)
})

test('of a query key that is repeated the last counts, unless it is a list', async () => {
  await using studio = await openTestStudio()
  await studio.api.get(
    '/v1/history?page_size=2&page_size=3&start_after_history_item_id=a&start_after_history_item_id=b',
  )
  const { detail } = (await studio.api.get('/v1/history?page_size=2&page_size=x', 422)).body
  assert.deepEqual(detail[0].loc, ['query', 'page_size'])
  const { voices } = (await studio.api.get('/v2/voices?voice_ids=tone-a&voice_ids=tone-b&page_size=1&page_size=2')).body
  assert.equal(voices.length, 2)
})

test('numbers and booleans may be texts in JSON and in forms', async () => {
  await using studio = await openTestStudio()
  const settings = { stability: '0.5', similarity_boost: '0.75', speed: '1', use_speaker_boost: 'true' }
  const body = { text: 'Hi.', voice_settings: settings, seed: '5', apply_language_text_normalization: 0 }
  await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', body)
  const voice_settings = JSON.stringify([{ voice_id: 'tone-a', speed: '1.2' }])
  const { project } = (await studio.api.form('/v1/studio/projects', { name: 'x', voice_settings })).body
  const { voices } = (await studio.api.get(`/v1/studio/projects/${project.project_id}`)).body
  assert.equal(voices[0].speed, 1.2)
  await studio.api.get('/v1/voices/tone-a?with_settings=yes')
  const wrong = await studio.api.post('/v1/text-to-speech/tone-a', { ...body, seed: 'five' }, 422)
  assert.deepEqual(wrong.body.detail[0], {
    loc: ['body', 'seed'],
    msg: 'Invalid input: expected number, received string',
    type: 'number_type',
  })
})

test('JSON may come without a content type, or as a kind of JSON', async () => {
  await using studio = await openTestStudio()
  const body = JSON.stringify({ text: 'Hi.' })
  for (const type of ['', 'application/vnd.api+json', 'application/json; charset=utf-8']) {
    const blob = new Blob([body], { type }) // a string would get a type of its own
    const answer = await fetch(`${studio.api.baseUrl}/v1/text-to-speech/tone-a`, { method: 'POST', body: blob })
    assert.equal(answer.status, 200, type)
  }
  const plain = await studio.api.json('/v1/text-to-speech/tone-a', { method: 'POST', body }, 422)
  assert.deepEqual(plain.body.detail[0].loc, ['body'])
})

test('the Studio answers at the addresses that it had until 2025', async () => {
  await using studio = await openTestStudio()
  const old = '/v1/projects'
  const content = JSON.stringify([{ name: 'One', blocks: [toBlock('It was dark.')] }])
  const { project } = (await studio.api.form(`${old}/add`, { name: 'Old', from_content_json: content })).body
  const id = project.project_id
  assert.deepEqual((await studio.api.get(old)).body.projects.map(idOf), [id])
  const added = (await studio.api.post(`${old}/${id}/chapters/add`, { name: 'Two' })).body.chapter
  assert.equal((await studio.api.get(`${old}/${id}/chapters`)).body.chapters.length, 2)
  await studio.api.delete(`${old}/${id}/chapters/${added.chapter_id}`)
  await studio.api.post(`${old}/${id}/update-pronunciation-dictionaries`, {
    pronunciation_dictionary_locators: [],
  })
  await studio.api.post(`${old}/${id}/convert`)
  await studio.untilIdle(id)
  const [snapshot] = (await studio.api.get(`${old}/${id}/snapshots`)).body.snapshots
  await studio.api.bytes(`${old}/${id}/snapshots/${snapshot.project_snapshot_id}/stream`)
  await studio.api.delete(`${old}/${id}`)
})

test('what the public API has and this server has not is refused by its name; the library of voices is empty', async () => {
  await using studio = await openTestStudio()
  const { detail } = (await studio.api.post('/v1/speech-to-text', {}, 403)).body
  assert.equal(detail.code, 'feature_not_available')
  assert.match(detail.message, /^Speech to text is not served here\./)
  for (const path of ['/v1/speech-to-speech/tone-a/stream', '/v1/convai/agents', '/v1/music/'])
    assert.equal((await studio.api.get(path, 403)).body.detail.code, 'feature_not_available', path)
  for (const path of ['/v1/nonsense', '/v1/musical', '/v1/voices/a/b/c'])
    assert.deepEqual((await studio.api.get(path, 404)).body, { detail: 'Not Found' })
  assert.deepEqual((await studio.api.get('/v1/shared-voices?page_size=3&search=x')).body.voices, [])
  const accents = await studio.api.fetch('/v1/voices/accents', { method: 'GET' })
  assert.deepEqual(await accents.json(), { accents: [] })
})

test('every address that the official client knows is answered or refused by name', async () => {
  await using studio = await openTestStudio()
  const served = listRoutes().map(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`))
  const unknown: string[] = []
  for (const path of officialPaths()) {
    if (served.some((pattern) => pattern.test(path))) continue
    if ((await studio.api.fetch(path, { method: 'GET' })).status === 404) unknown.push(path)
  }
  assert.deepEqual(unknown, [])
})

/** With `x` for each id. */
function officialPaths(): string[] {
  const root = join(import.meta.dirname, '../node_modules/@elevenlabs/elevenlabs-js/api/resources')
  const texts = globSync('**/Client.js', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'))
  const paths = texts.flatMap((text) => [...text.matchAll(/["'`](v\d\/[^"'`?\s]+)/g)].map((match) => match[1]!))
  const all = new Set(paths.map((path) => `/${path.replaceAll(/\$\{[^}]*\}/g, 'x')}`))
  assert.ok(all.size > 200)
  return [...all]
}

function urlencoded(
  studio: TestStudio,
  path: string,
  fields: Record<string, string> | URLSearchParams,
  expected = 200,
) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return studio.api.json(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() }, expected)
}

function idOf(project: { project_id: string }): string {
  return project.project_id
}
