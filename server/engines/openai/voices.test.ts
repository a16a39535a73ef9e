import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertStandsLess, threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { fakeClock, neverAborted, openFakeService, sendJson } from '../remote/fake-service.test-kit.ts'
import { openOpenaiEngine } from './openai-engine.ts'
import { standardVoices, toVoices } from './voices.ts'

test('voices are read in all the forms in which servers tell them', async () => {
  const [anna, ben] = ['anna', 'ben']
  const forms = [
    { voices: [anna, ben] },
    { voices: [{ id: anna, name: 'Anna' }, { id: ben }] },
    [{ voice_id: anna, model_id: 'x' }, { voice_id: ben }],
    { object: 'list', data: [{ voice: anna }, { name: ben }] },
    { voices: { anna: { gender: 'female' }, ben: {} } },
    [anna, null, 7, {}, '', ben, anna],
  ]
  for (const form of forms) {
    const told = JSON.stringify(form)
    assert.deepEqual(
      (await voicesFrom(form)).map(({ name }) => name),
      [anna, ben],
      told,
    )
  }
})

test('what is known of a voice is told', async () => {
  const [heart, george, thorsten, amy, plain] = await voicesFrom([
    'af_heart',
    'bm_george',
    'de_DE-thorsten-high',
    { id: 'x1', name: 'Amy', language: 'en-GB', gender: 'Female' },
    'alloy',
  ])
  assert.deepEqual([heart!.language, heart!.labels], ['en', { gender: 'female', accent: 'american' }])
  assert.deepEqual(george!.labels, { gender: 'male', accent: 'british' })
  assert.deepEqual([thorsten!.language, thorsten!.title], ['de', 'de_DE-thorsten-high'])
  assert.deepEqual([amy!.title, amy!.language, amy!.labels], ['Amy', 'en', { gender: 'female' }])
  assert.deepEqual([plain!.title, plain!.language], ['Alloy', 'en'])
})

test('a name that cannot be part of an id gets one that can, always the same; the server is told its own', () => {
  const names = ['af_bella+af_sky', 'af_bella af_sky', '日本', 'plain_one']
  const named = toVoices(names.map((name) => ({ name })))
  assert.deepEqual(
    named.map(({ serverName }) => serverName),
    names,
  )
  const marked = [
    /^af_bella-af_sky-[0-9a-f]{6}$/,
    /^af_bella-af_sky-[0-9a-f]{6}$/,
    /^voice-[0-9a-f]{6}$/,
    /^plain_one$/,
  ]
  named.forEach(({ name }, index) => {
    assert.match(name, marked[index]!)
  })
  assert.equal(new Set(named.map(({ name }) => name)).size, names.length)
  assert.deepEqual(toVoices([{ name: names[1]! }])[0], named[1])
})

test('a server without a list, one that answers nonsense and one that is down have the standard voices', async () => {
  await using server = await openFakeService((asked, response) => {
    if (asked.path.startsWith('/none')) sendJson(response, 404, { detail: 'Not Found' })
    else response.end(asked.path.startsWith('/empty') ? '[]' : '<html>Sign in</html>')
  })
  const urls = [`${server.url}none`, `${server.url}empty`, `${server.url}page`, 'http://127.0.0.1:9/v1']
  for (const url of urls) {
    const engine = openOpenaiEngine({ url, model: 'tts-1', calls: 1, clock: fakeClock() })
    const voices = await engine.voices()
    assert.deepEqual([voices.length, voices[0]!.name], [9, 'alloy'], url)
  }
})

test('of a server without measure as many voices are taken as may be', async () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `v${index}`)
  for (const told of [names, Object.fromEntries(names.map((name) => [name, {}]))]) {
    const voices = await voicesFrom({ voices: told })
    assert.deepEqual([voices.length, voices[1_999]!.name], [2_000, 'v1999'])
  }
})

test('proof: a voice whose name no id could hold is left out as fast as it is read', async () => {
  const endless = `a ${'-'.repeat(50_000)}b`
  const seconds = await threadSeconds(async () => {
    const voices = await voicesFrom({ voices: [endless, { id: 'anna', name: endless, language: endless }, 'ben'] })
    assert.deepEqual(
      voices.map(({ name, title }) => [name, title]),
      [
        ['anna', 'Anna'],
        ['ben', 'Ben'],
      ],
    )
  })
  assert.ok(seconds < 0.5, String(seconds))
})

test('proof: a list of voices of four megabytes holds nobody up', async () => {
  const named = Object.fromEntries(Array.from({ length: 9_999 }, (_, index) => [`${'é'.repeat(140)}${index}`, {}]))
  const many = Object.fromEntries(Array.from({ length: 300_000 }, (_, index) => [`v${index}`, 0]))
  const empty = Array.from({ length: 1_300_000 }, () => ({}))
  const deep = `${'['.repeat(1_990_000)}${']'.repeat(1_990_000)}`
  const bodies = [JSON.stringify({ voices: named }), JSON.stringify({ voices: many }), JSON.stringify(empty), deep]
  let body = ''
  await using server = await openFakeService((_, response) => void response.end(body))
  for (body of bodies)
    await assertStandsLess(100, () => openOpenaiEngine({ url: server.url, model: 'x', calls: 1 }).voices())
})

test('the newer models of OpenAI have more voices than the older ones', () => {
  assert.deepEqual([standardVoices('tts-1-hd').length, standardVoices('gpt-4o-mini-tts').length], [9, 13])
})

test('voices that the configuration names are not asked for', async () => {
  await using server = await openFakeService((_, response) => sendJson(response, 500, {}))
  const engine = openOpenaiEngine({ url: server.url, model: 'x', calls: 1, voices: ['anna', 'ben', 'anna'] })
  assert.deepEqual(
    (await engine.voices()).map(({ name }) => name),
    ['anna', 'ben'],
  )
  await assert.rejects(engine.speak({ ...hello, voice: 'carl' }, neverAborted), { code: 'voice_not_found' })
  assert.equal(server.asked.length, 0)
})

const hello = { text: 'Hello.', phonemes: [], language: 'en', settings: {} }

async function voicesFrom(answer: unknown) {
  await using server = await openFakeService((_, response) => sendJson(response, 200, answer))
  const voices = await openOpenaiEngine({ url: `${server.url}v1`, model: 'tiny', calls: 1 }).voices()
  assert.deepEqual([server.asked[0]!.path, server.asked[0]!.query.get('model')], ['/v1/audio/voices', 'tiny'])
  return voices
}
