import assert from 'node:assert/strict'
import { test } from 'node:test'
import OpenAI from 'openai'
import { decodeMp3 } from './decode-mp3.ts'
import { openTestStudio } from './studio.ts'

const input = 'Well done, she said.'

test('the official OpenAI client speaks, lists models, and understands what is refused', async () => {
  await using studio = await openTestStudio()
  for (const base of ['/v1', '/openai/v1', '/v1/']) {
    const client = new OpenAI({ baseURL: `${studio.api.baseUrl}${base}`, apiKey: 'any', maxRetries: 0 })
    const answer = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input })
    assert.equal(answer.headers.get('content-type'), 'audio/mpeg')
    const decoded = await decodeMp3(Buffer.from(await answer.arrayBuffer()), 24_000)
    assert.ok(decoded.length >= input.length * 1200)
    const ids = (await client.models.list()).data.map(({ id }) => id)
    assert.ok(ids.includes('tts-1'))
    assert.equal((await client.models.retrieve('gpt-4o-mini-tts')).object, 'model')
  }
  const client = new OpenAI({ baseURL: `${studio.api.baseUrl}/v1`, apiKey: 'any', maxRetries: 0 })
  const begins = { mp3: /^\xff[\xf2\xf3]/, opus: /^OggS/, aac: /^\xff\xf1/, flac: /^fLaC/, wav: /^RIFF/, pcm: /./s }
  for (const [response_format, begin] of Object.entries(begins) as ['mp3', RegExp][]) {
    const answer = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input, response_format })
    assert.match(Buffer.from(await answer.arrayBuffer()).toString('latin1'), begin)
  }
  const refused = client.audio.speech.create({ model: 'tts-1', voice: 'nobody', input })
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError)
    assert.match(error.message, /There is no voice "nobody"/)
    assert.ok(error.requestID)
    return true
  })
  await assert.rejects(client.models.retrieve('nothing'), OpenAI.NotFoundError)
})

test('a wrong key is what the official OpenAI client calls an authentication error', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:secret-key' } })
  const create = (apiKey: string) => {
    const client = new OpenAI({ baseURL: `${studio.api.baseUrl}/v1`, apiKey, maxRetries: 0 })
    return client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input, response_format: 'pcm' })
  }
  await assert.rejects(create('wrong'), OpenAI.AuthenticationError)
  assert.equal((await (await create('secret-key')).arrayBuffer()).byteLength, input.length * 2400)
})
