import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { type Asked, fakeClock, openFakeService, sendJson } from '../remote/fake-service.test-kit.ts'
import { openElevenlabsEngine } from './elevenlabs-engine.ts'
import { fakeVoices } from './fake-elevenlabs.test-kit.ts'

test('all pages are read, and voices keep their own ids', async () => {
  await using server = await openFakeService((asked, response) => {
    const page = Number(asked.query.get('next_page_token') ?? 0)
    const more =
      page < 2 ? { has_more: true, next_page_token: `${page + 1}` } : { has_more: false, next_page_token: null }
    sendJson(response, 200, { voices: [fakeVoices[page]], total_count: 3, ...more })
  })
  const voices = await open(server).voices()
  assert.deepEqual(
    voices.map(({ name }) => name),
    fakeVoices.map(({ voice_id }) => voice_id),
  )
  assert.deepEqual(server.asked.map(pageOf), ['100 null', '100 1', '100 2'])
})

test('a service whose pages have no end is asked no more than fifty times', async () => {
  await using server = await openFakeService((_, response) => {
    sendJson(response, 200, { voices: fakeVoices, has_more: true, next_page_token: 'again' })
  })
  assert.equal((await open(server).voices()).length, 3)
  assert.equal(server.asked.length, 50)
})

test('of a service without measure no more is taken than may be', async () => {
  const [known] = fakeVoices
  const long = 'x'.repeat(100_000)
  const voices = [
    { ...known, voice_id: long },
    { ...known, name: long, description: long, labels: { ...known!.labels, accent: long } },
  ]
  const many = Array.from({ length: 11_000 }, (_, index) => ({ voice_id: `v${index}` }))
  await using server = await openFakeService((_, response) => {
    sendJson(response, 200, { voices: [...voices, ...many], has_more: true, next_page_token: 'again' })
  })
  const told = await open(server).voices()
  assert.deepEqual([told.length, server.asked.length], [2_000, 1])
  assert.ok(JSON.stringify(told[0]).length < 1_000)
})

test('proof: a page of four megabytes holds nobody up', async () => {
  const labels = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`label ${index}`, 0]))
  const labelled = Array.from({ length: 80 }, (_, index) => ({ voice_id: `v${index}`, labels }))
  const spoken = { voice_id: 'v', verified_languages: Array.from({ length: 60_000 }, () => ({ language: 'en' })) }
  const pages = [labelled, labelled.slice(0, 30), [spoken], Array.from({ length: 1_300_000 }, () => ({}))]
  const bodies = pages.map((voices) => JSON.stringify({ voices }))
  let body = ''
  await using server = await openFakeService((_, response) => void response.end(body))
  for (body of bodies) await assertStandsLess(100, () => open(server).voices())
})

test('title, language and labels are told; what cannot be read is left out', async () => {
  const odd = [
    {},
    null,
    { voice_id: '../odd' },
    { voice_id: 'bare', name: null, labels: 'none', verified_languages: 7 },
  ]
  const labels = { language: 'pl', 'use case': 'narration', description: 'calm', gender: '', age: 7 }
  await using server = await openFakeService((_, response) => {
    sendJson(response, 200, { voices: [...fakeVoices, { voice_id: 'x', category: 'cloned', labels }, ...odd] })
  })
  const [rachel, , dorothée, x, bare] = await open(server).voices()
  assert.deepEqual([rachel!.title, rachel!.labels], ['Rachel', { accent: 'american', gender: 'female' }])
  assert.equal(dorothée!.language, 'fr')
  assert.deepEqual([x!.language, x!.description], ['pl', 'Voice of the hosted service (cloned).'])
  assert.deepEqual(x!.labels, { use_case: 'narration', descriptive: 'calm' })
  assert.deepEqual([bare!.name, bare!.title, bare!.language, bare!.labels], ['bare', 'bare', 'en', {}])
})

test('with a model that speaks English only, every voice is English', async () => {
  await using server = await openFakeService((_, response) => sendJson(response, 200, { voices: fakeVoices }))
  const engine = open(server, 'eleven_flash_v2')
  assert.deepEqual([engine.languages, (await engine.voices())[2]!.language], [['en'], 'en'])
})

test('a service that is down from the start has no voices', async () => {
  await using server = await openFakeService((_, response) => response.end('<html>'))
  assert.deepEqual(await open(server).voices(), [])
})

function open({ url }: { url: string }, model = 'eleven_multilingual_v2') {
  return openElevenlabsEngine({ url, key: 'k', model, calls: 2, clock: fakeClock() })
}

function pageOf({ query }: Asked): string {
  return `${query.get('page_size')} ${query.get('next_page_token')}`
}
