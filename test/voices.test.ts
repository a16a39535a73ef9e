import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { chapterPath, openTestStudio, toBlock } from './studio.ts'

test('voices are listed without those of hidden engines, which are found by id all the same', async () => {
  await using studio = await openTestStudio({ engines: [await aChoir()] })
  const { voices } = (await studio.api.get('/v1/voices')).body
  assert.deepEqual(voices.map(idOf).toSorted(), ['choir-ada', 'choir-bob', 'choir-cleo', 'choir-dan', 'choir-eve'])
  assert.equal((await studio.api.get('/v1/voices/tone-a')).body.voice_id, 'tone-a')
})

test('a search gives pages that together are all voices, each once', async () => {
  await using studio = await openTestStudio({ engines: [await aChoir()] })
  const found: string[] = []
  let token: string | null = ''
  do {
    const query: string = token && `&next_page_token=${token}`
    const { body: page } = await studio.api.get(`/v2/voices?page_size=2&sort=name${query}`)
    assert.equal(page.total_count, 5)
    assert.equal(page.has_more, page.next_page_token !== null)
    found.push(...page.voices.map(idOf))
    token = page.next_page_token
  } while (token)
  assert.deepEqual(found, ['choir-ada', 'choir-bob', 'choir-cleo', 'choir-dan', 'choir-eve'])
  assert.equal((await studio.api.get('/v2/voices?next_page_token=made-up', 400)).body.detail.code, 'invalid_parameters')
})

test('a search looks at names, labels and ids', async () => {
  await using studio = await openTestStudio({ engines: [await aChoir()] })
  const search = async (query: string) => (await studio.api.get(`/v2/voices?${query}`)).body.voices.map(idOf)
  assert.deepEqual(await search('search=CLEO'), ['choir-cleo'])
  assert.deepEqual(await search('search=female'), ['choir-ada', 'choir-cleo', 'choir-eve'])
  assert.deepEqual(await search('search=nobody'), [])
  assert.deepEqual(await search('voice_ids=choir-bob&voice_ids=choir-dan'), ['choir-bob', 'choir-dan'])
  assert.deepEqual(await search('category=cloned'), [])
  assert.deepEqual(await search('sort=name&sort_direction=desc&page_size=1'), ['choir-eve'])
})

test('the settings of a voice are kept, and are those of projects made later', async () => {
  await using studio = await openTestStudio()
  const before = (await studio.api.get('/v1/voices/tone-a/settings')).body
  assert.deepEqual(before, (await studio.api.get('/v1/voices/settings/default')).body)
  await studio.api.post('/v1/voices/tone-a/settings/edit', { stability: 0.9, speed: 1.1 })
  const after = (await studio.api.get('/v1/voices/tone-a/settings')).body
  assert.deepEqual(after, { ...before, stability: 0.9, speed: 1.1 })
  const projectId = await studio.addProject([['It was dark.']])
  const [voice] = (await studio.api.get(`/v1/studio/projects/${projectId}`)).body.voices
  assert.deepEqual([voice.voice_id, voice.stability, voice.speed], ['tone-a', 0.9, 1.1])
})

test('a project whose voice has gone can be read and edited, and says at conversion which voice is missing', async () => {
  const choir = await aChoir()
  const pack = { isInstalled: true }
  const engine: Engine = { ...choir, voices: async () => (pack.isInstalled ? choir.voices() : []) }
  await using studio = await openTestStudio({ engines: [engine] })
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.write(chapter, [toBlock('It was dark.', 'choir-ada')])
  await studio.convert(chapter)
  pack.isInstalled = false
  await studio.studio.voices.refresh()
  assert.equal((await studio.read(chapter)).statistics.paragraphs_converted, 1)
  assert.equal((await studio.listSnapshots(chapter)).length, 1)
  const refused = await studio.api.post(`${chapterPath(chapter)}/convert`, undefined, 404)
  assert.match(refused.body.detail.message, /choir-ada/)
  await studio.write(chapter, [toBlock('Rain fell.', 'tone-a')])
  await studio.convert(chapter)
  pack.isInstalled = true
  await studio.studio.voices.refresh()
  await studio.write(chapter, [toBlock('It was dark.', 'choir-ada')])
  assert.equal((await studio.read(chapter)).statistics.paragraphs_converted, 1)
})

test('a worker speaks for an engine that could not be reached when it started', async () => {
  const choir = await aChoir()
  const service = { isUp: false }
  const voices = async () => (service.isUp ? choir.voices() : Promise.reject(new Error('down')))
  await using studio = await openTestStudio({ engines: [{ ...choir, voices }] })
  service.isUp = true
  await studio.studio.voices.refresh()
  const chapter = await studio.addChapter([])
  await studio.write(chapter, [toBlock('It was dark.', 'choir-ada')])
  assert.equal((await studio.convert(chapter)).statistics.paragraphs_converted, 1)
})

test('the names of models that programs know are there, with how long a text they take', async () => {
  await using studio = await openTestStudio()
  const models = (await studio.api.get('/v1/models')).body
  const known = models.find((model: { model_id: string }) => model.model_id === 'eleven_multilingual_v2')
  assert.equal(known.maximum_text_length_per_request, 10_000)
})

test('the user has as many characters as anyone can ask for', async () => {
  await using studio = await openTestStudio()
  const { subscription } = (await studio.api.get('/v1/user')).body
  assert.ok(subscription.character_limit - subscription.character_count >= 1_000_000)
  assert.equal((await studio.api.get('/v1/user/subscription')).body.status, 'active')
})

function idOf(voice: { voice_id: string }): string {
  return voice.voice_id
}

/** A visible engine of five voices, which all sing alike. */
async function aChoir(): Promise<Engine> {
  const tone = openToneEngine()
  const [voice] = await tone.voices()
  const names = [...'ada bob cleo dan eve'.split(' ').entries()]
  const voices = names.map(([index, name]) => ({
    ...voice!,
    name,
    title: name,
    labels: { gender: index % 2 === 0 ? 'female' : 'male' },
  }))
  const speak: Engine['speak'] = (utterance, signal) => tone.speak({ ...utterance, voice: 'a' }, signal)
  return { ...tone, id: 'choir', hidden: false, voices: async () => voices, speak }
}
