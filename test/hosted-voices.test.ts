import assert from 'node:assert/strict'
import { test } from 'node:test'
import { premadeVoices } from '#server/voices/premade-voices.ts'
import { openStudioWithPlainVoices } from './plain-voices.ts'
import type { TestStudio } from './studio.ts'

const [rachel, bella] = ['21m00Tcm4TlvDq8ikWAM', 'hpp4J3VqNfWAUOO0d1Us']

test('the hosted service’s premade voices are in the lists and found by name and id, under the id that was asked for', async () => {
  await using studio = await openStudioWithPlainVoices()
  const { voices } = (await studio.api.get('/v1/voices')).body
  assert.deepEqual(voices.slice(0, 2).map(idOf), ['flite-slt', 'flite-rms'])
  const listed = new Map<string, string>(voices.map((voice: Found) => [voice.voice_id, voice.name]))
  assert.equal(premadeVoices.size, 53)
  for (const [id, { name }] of premadeVoices) {
    assert.equal(listed.get(id), name)
    assert.equal((await studio.api.get(`/v1/voices/${id}`)).body.voice_id, id)
    assert.ok((await search(studio, `page_size=100&search=${name}`)).includes(id), name)
    assert.deepEqual(await search(studio, `voice_ids=${id}`), [id])
  }
  const { name, description, labels } = (await studio.api.get(`/v1/voices/${rachel}`)).body
  assert.deepEqual([name, labels.spoken_by], ['Rachel', 'flite-slt'])
  assert.match(description, /^Spoken by flite-slt\./)
})

test('what was spoken under an id of the hosted service is in the history under that id', async () => {
  await using studio = await openStudioWithPlainVoices()
  for (const id of [rachel, bella, 'flite-slt'])
    await studio.api.bytes(`/v1/text-to-speech/${id}`, toJson({ text: `I am ${id}.` }))
  await studio.api.bytes('/v1/text-to-dialogue', toJson({ inputs: [{ text: 'Hello.', voice_id: bella }] }))
  const { history } = (await studio.api.get(`/v1/history?voice_id=${bella}`)).body
  const own = history.filter((item: { voice_id: string }) => item.voice_id === bella)
  assert.deepEqual(
    own.map((item: { text: string; voice_name: string }) => [item.text, item.voice_name]),
    [
      ['Hello.', 'Bella'],
      [`I am ${bella}.`, 'Bella'],
    ],
  )
  // What was said before this version stands there under the id of the voice that was heard.
  assert.ok(history.some((item: { voice_id: string }) => item.voice_id === 'flite-slt'))
  assert.ok(!history.some((item: { voice_id: string }) => item.voice_id === rachel))
})

test('a project keeps the ids that its maker wrote, and each of them has settings and collections of its own', async () => {
  await using studio = await openStudioWithPlainVoices()
  await studio.api.post(`/v1/voices/${rachel}/settings/edit`, { speed: 1.1 })
  const projectId = await studio.addProject([['It was dark.']], { default_paragraph_voice_id: rachel })
  const { voices } = (await studio.api.get(`/v1/studio/projects/${projectId}`)).body
  const own = voices.find((voice: Found) => voice.voice_id === rachel)
  assert.deepEqual([own.alias, own.speed], ['Rachel', 1.1])
  assert.equal((await studio.api.get('/v1/voices/flite-slt/settings')).body.speed, 1)
  const { collection_id: id } = (await studio.api.post('/v1/voices/collections', { title: 'Mine', icon: 'leaf' })).body
  await studio.api.post(`/v1/voices/collections/${id}/voice/${bella}`)
  assert.deepEqual(await search(studio, `collection_id=${id}`), [bella])
})

test('with LECTERN_VOICE_MAP=*=VOICE ids that nobody knows are spoken, but not those of our own voices that have gone', async () => {
  const library = 'iEw1wkYocsNy7I7pteSN'
  const environment = { LECTERN_VOICE_MAP: `*=${bella},narrator=flite-rms` }
  await using studio = await openStudioWithPlainVoices(environment)
  await studio.api.bytes(`/v1/text-to-speech/${library}`, toJson({ text: 'Hello.' }))
  const voice = (await studio.api.get(`/v1/voices/${library}`)).body
  assert.deepEqual([voice.voice_id, voice.labels.spoken_by], [library, 'flite-slt'])
  assert.deepEqual(await search(studio, `voice_ids=${library}&voice_ids=tone-a`), [library, 'tone-a'])
  assert.equal((await studio.api.get(`/v1/history?voice_id=${library}`)).body.history.length, 1)
  assert.deepEqual(await search(studio, 'search=narrator'), ['narrator'])
  await studio.api.get('/v1/voices/flite-nobody', 404)
})

type Found = { voice_id: string; name: string }

function idOf(voice: Found): string {
  return voice.voice_id
}

async function search(studio: TestStudio, query: string): Promise<string[]> {
  return (await studio.api.get(`/v2/voices?${query}`)).body.voices.map(idOf)
}

function toJson(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
