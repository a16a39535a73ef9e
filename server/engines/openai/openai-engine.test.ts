import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { describeEngine } from '../conformance.ts'
import type { FakeService } from '../remote/fake-service.test-kit.ts'
import {
  fakeClock,
  fakeSpeech,
  neverAborted,
  openFakeService,
  say,
  sendJson,
  toWav,
} from '../remote/fake-service.test-kit.ts'
import { openOpenaiEngine } from './openai-engine.ts'

let server: FakeService
before(async () => {
  server = await openFakeService((asked, response) => {
    if (asked.method === 'GET') return sendJson(response, 200, { voices: ['af_heart', 'bm_george', 'ff_siwis'] })
    const { input, voice, speed } = asked.body as { input: string; voice: string; speed?: number }
    response.writeHead(200, { 'content-type': 'audio/wav' }).end(toWav(fakeSpeech(input, voice, speed)))
  })
})
after(() => server[Symbol.asyncDispose]())

describeEngine(() => openOpenaiEngine({ url: `${server.url}v1`, model: 'kokoro', calls: 4, clock: fakeClock() }), {
  isDeterministic: true,
})

test('the silence that the server made is cut to its known length', async () => {
  const engine = openOpenaiEngine({ url: `${server.url}v1/`, model: 'kokoro', calls: 4 })
  const { track } = await engine.speak(say('Hello there.', 'af_heart'), neverAborted)
  assert.deepEqual([track.sampleRate, track.samples.length], [24_000, (50 + 12 * 40 + 150) * 24])
})
