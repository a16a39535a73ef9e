import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { answerUntil, openPackServer, type PackServer } from '#server/voices/packs/pack-server.test-kit.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const path = '/lectern/v1/voice-packs'

/** A studio whose packs come from a mirror of the test. */
function openStudioWith(server: PackServer, environment: Record<string, string> = {}, engines: Engine[] = []) {
  const source = { LECTERN_VOICE_SOURCE: `${server.address}/mirror` }
  return openTestStudio({
    packs: [server.pack],
    environment: { ...source, ...environment },
    engines,
    mayLog: /was not installed/,
  })
}

async function untilState(studio: TestStudio, state: string) {
  return until(`the pack is ${state}`, async () => {
    const { body } = await studio.api.get(`${path}/test-pack`)
    return body.state === state ? body : undefined
  })
}

test('a pack is installed in the background, with its progress to see, and removed again', async () => {
  await using server = await openPackServer()
  await using studio = await openStudioWith(server)
  const letGo = Promise.withResolvers<void>()
  server.misbehave(
    '/mirror/test-pack/model.onnx',
    answerUntil(server.contents['model.onnx']!, 1_497_500, letGo.promise),
  )
  const { body: before } = await studio.api.get(`${path}/test-pack`)
  assert.deepEqual(before, {
    voice_pack_id: 'test-pack',
    title: 'Test pack',
    description: 'Nothing that speaks',
    engine: 'test-engine',
    languages: ['en'],
    voice_ids: ['test-engine-a', 'test-engine-b'],
    licence: 'MIT',
    licence_note: 'Made for a test.',
    byte_length: 3_005_000,
    state: 'not_installed',
    progress: 0,
    source: null,
    error: null,
  })
  assert.deepEqual((await studio.api.get(path)).body, { voice_packs: [before] })
  const { body: begun } = await studio.api.post(`${path}/test-pack`)
  assert.equal(begun.state, 'installing')
  const half = await until('half of it is there', async () => {
    const { body } = await studio.api.get(`${path}/test-pack`)
    return body.progress === 0.5 ? body : undefined
  })
  assert.deepEqual([half.state, half.source], ['installing', `the mirror (${new URL(server.address).host})`])
  assert.equal((await studio.api.post(`${path}/test-pack`)).body.state, 'installing', 'asked twice it is one download')
  letGo.resolve()
  assert.equal((await untilState(studio, 'installed')).progress, 1)
  assert.equal(server.asked.length, 3)
  assert.equal((await studio.api.post(`${path}/test-pack`)).body.state, 'installed')
  const { body: removed } = await studio.api.delete(`${path}/test-pack`)
  assert.deepEqual(removed, before)
})

test('proof: a failure is told with its reason until another attempt succeeds', async () => {
  await using server = await openPackServer()
  await using studio = await openStudioWith(server)
  server.misbehave('/mirror/', (_, response) => response.writeHead(500).end())
  await studio.api.post(`${path}/test-pack`)
  const { error } = await untilState(studio, 'failed')
  assert.equal(error.code, 'voice_pack_unavailable')
  assert.match(error.message, /^The voice pack test-pack could not be fetched from the mirror .* answered 500\.$/)
  server.behave()
  await studio.api.post(`${path}/test-pack`)
  assert.equal((await untilState(studio, 'installed')).error, null)
})

test('removing stops an installation, and so does closing the studio', async () => {
  await using server = await openPackServer()
  const studio = await openStudioWith(server)
  const never = new Promise<void>(() => {})
  server.misbehave('/mirror/test-pack/model.onnx', answerUntil(server.contents['model.onnx']!, 1_000, never))
  await studio.api.post(`${path}/test-pack`)
  await until('the model is being fetched', () => server.asked.length === 3)
  assert.equal((await studio.api.delete(`${path}/test-pack`)).body.state, 'not_installed')
  await studio.api.post(`${path}/test-pack`)
  await until('the model is being fetched again', () => server.asked.length === 6)
  await studio[Symbol.asyncDispose]()
})

test('everybody who may read sees the packs, and only admins change them', async () => {
  await using server = await openPackServer()
  await using studio = await openStudioWith(server, {
    LECTERN_API_KEYS: 'v:may-look:viewer,e:may-write:editor,a:may-do-all:admin',
  })
  studio.api.key = 'may-look'
  await studio.api.get(path)
  for (const key of ['may-look', 'may-write']) {
    studio.api.key = key
    const { body } = await studio.api.post(`${path}/test-pack`, undefined, 403)
    assert.equal(body.detail.code, 'insufficient_permissions')
    await studio.api.delete(`${path}/test-pack`, 403)
  }
  studio.api.key = 'may-do-all'
  for (const ask of [studio.api.get(`${path}/x`, 404), studio.api.post(`${path}/x`, undefined, 404)])
    assert.equal((await ask).body.detail.code, 'voice_pack_not_found')
  await studio.api.delete(`${path}/x`, 404)
  assert.deepEqual(server.asked, [])
})

test('the voices of a pack are there as soon as it is, and gone with it; new projects speak with them', async () => {
  await using server = await openPackServer()
  const place: Place = {}
  const draft = { ...openToneEngine(), id: 'draft', hidden: false }
  const environment = { LECTERN_ENGINE_DEFAULT: 'test-engine' }
  await using studio = await openStudioWith(server, environment, [engineOfPack(place), draft])
  place.dataFolder = studio.studio.config.LECTERN_DATA
  const hasVoice = async () => (await studio.api.get('/v1/voices')).body.voices.some(isOfPack)
  const first = await studio.addProject([['It rains.']])
  assert.equal(await hasVoice(), false)
  await studio.api.post(`${path}/test-pack`)
  await until('the voice is listed', hasVoice)
  const later = await studio.addProject([['It rains.']])
  const voiceOf = async (id: string) =>
    (await studio.api.get(`/v1/studio/projects/${id}`)).body.default_paragraph_voice_id
  assert.deepEqual([await voiceOf(first), await voiceOf(later)], ['draft-a', 'test-engine-a'])
  await studio.api.delete(`${path}/test-pack`)
  await until('the voice is gone', async () => !(await hasVoice()))
})

function isOfPack({ voice_id: id }: { voice_id: string }): boolean {
  return id === 'test-engine-a'
}

/** Where the studio keeps its models, once that is known. */
interface Place {
  dataFolder?: string
}

/** An engine that has a voice while its model is there. */
function engineOfPack(place: Place): Engine {
  const tone = openToneEngine()
  const isThere = () => existsSync(join(place.dataFolder ?? 'nowhere', 'models', 'test-engine', 'model.onnx'))
  return { ...tone, id: 'test-engine', hidden: false, voices: async () => (isThere() ? tone.voices() : []) }
}
