import assert from 'node:assert/strict'
import { test } from 'node:test'
import { previewSentence } from '#server/voices/preview-sentence.ts'
import { ApiClient } from './api-client.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { openTestStudio } from './studio.ts'

test('the preview of a voice can be played from where it says, and is spoken once', async () => {
  await using studio = await openTestStudio()
  const { body: voice } = await studio.api.get('/v1/voices/tone-a')
  const sentence = previewSentence('en')
  for (const _time of [1, 2]) {
    const answer = await fetch(voice.preview_url)
    assert.equal(answer.headers.get('content-type'), 'audio/mpeg')
    const samples = await decodeMp3(Buffer.from(await answer.arrayBuffer()))
    assert.equal(samples.length, sentence.length * 2_205)
  }
  const part = await fetch(voice.preview_url, { headers: { range: 'bytes=0-99' } })
  assert.deepEqual([part.status, (await part.arrayBuffer()).byteLength], [206, 100])
  assert.deepEqual(studio.spoken(), [sentence])
  assert.deepEqual((await studio.api.get('/v1/history')).body.history, [], 'nobody asked for a text')
})

test('a preview is fetched without a key, under the name that was asked for', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:secret' } })
  studio.api.key = 'secret'
  const { body } = await studio.api.get('/v1/voices/tone-a')
  assert.equal((await fetch(body.preview_url)).status, 200)
  await new ApiClient(studio.api.baseUrl).get('/v1/voices/tone-a', 401)
  const headers = { 'xi-api-key': 'secret', 'x-forwarded-proto': 'https' }
  const behindProxy = await studio.api.json('/v1/voices/tone-a', { method: 'GET', headers }, 200)
  assert.match(behindProxy.body.preview_url, /^https:\/\/127\.0\.0\.1:\d+\/lectern\/v1\/voices\/tone-a\/preview$/)
})

test('voices are not made of recordings here, and built-in ones stay as they are', async () => {
  await using studio = await openTestStudio()
  const recording = new File(['RIFF'], 'me.wav', { type: 'audio/wav' })
  const code = async (answer: Promise<{ body: { detail: { code: string } } }>) => (await answer).body.detail.code
  const { api } = studio
  assert.equal(await code(api.form('/v1/voices/add', { name: 'Me', files: recording }, 403)), 'feature_not_available')
  await api.form('/v1/voices/add', { files: recording }, 422)
  assert.equal(
    await code(api.form('/v1/voices/tone-a/edit', { name: 'Me', labels: '{"age":"old"}' }, 403)),
    'forbidden',
  )
  assert.equal(await code(api.delete('/v1/voices/tone-a', 403)), 'forbidden')
  assert.equal(await code(api.delete('/v1/voices/nobody', 404)), 'voice_not_found')
  assert.equal(await code(api.delete('/v1/voices/tone-a/samples/one', 404)), 'sample_not_found')
  assert.equal(await code(api.get('/v1/voices/tone-a/samples/one/audio', 404)), 'sample_not_found')
})

test('there are no collections of voices', async () => {
  await using studio = await openTestStudio()
  const { api } = studio
  const path = '/v1/voices/collections'
  assert.deepEqual((await api.get(path)).body, { collections: [] })
  const { body } = await api.post(path, { title: 'Mine', icon: 'star' }, 403)
  assert.equal(body.detail.code, 'feature_not_available')
  const missing = [
    await api.get(`${path}/one`, 404),
    await api.delete(`${path}/one`, 404),
    await api.json(`${path}/one`, { method: 'PATCH' }, 404),
    await api.post(`${path}/one/voice/tone-a`, undefined, 404),
    await api.delete(`${path}/one/voice/tone-a`, 404),
  ]
  for (const answer of missing) assert.equal(answer.body.detail.code, 'voice_collection_not_found')
})
