import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import type { Track } from '#server/audio/track.ts'
import { describeEngine } from '../engine.conformance.ts'
import * as kit from '../remote/fake-service.test-kit.ts'
import { type OpenaiOptions, openOpenaiEngine } from './openai-engine.ts'

const { fakeClock, fakeSpeech, neverAborted, openFakeService, say, sendJson, toWav } = kit
const serverVoices = ['af_heart', 'bm_george', 'ff_siwis']

let server: kit.FakeService
before(async () => {
  server = await openFakeOpenai((response, speech) => response.end(toWav(speech)))
})
after(() => server[Symbol.asyncDispose]())

describeEngine(() => open(server), { isDeterministic: true })

test('the server is asked for WAV, with its own model, voice and key, and for a speed only when there is one', async () => {
  await using server = await openFakeOpenai((response, speech) => response.end(toWav(speech)))
  const engine = open(server, { key: 'k-123' })
  await engine.speak(say(' Hello \u0007there.\n', 'af_heart'), neverAborted)
  await engine.speak(say('Hello.', 'af_heart', { settings: { speed: 9 } }), neverAborted)
  const [, first, second] = server.asked
  assert.deepEqual([first!.path, first!.headers.authorization], ['/v1/audio/speech', 'Bearer k-123'])
  const common = { model: 'kokoro', voice: 'af_heart', response_format: 'wav' }
  assert.deepEqual(first!.body, { ...common, input: 'Hello  there.' })
  assert.deepEqual(second!.body, { ...common, input: 'Hello.', speed: 4 })
})

test('the silence that the server made is cut to its known length', async () => {
  const { track } = await open(server).speak(say('Hello there.', 'af_heart'), neverAborted)
  assert.deepEqual([track.sampleRate, track.samples.length], [24_000, (50 + 12 * 40 + 150) * 24])
})

test('another sample rate than usual is the take’s own', async () => {
  await using server = await openFakeOpenai((response) => response.end(toWav(fakeSpeech('Hello.', 'x', 1, 44_100))))
  const { track } = await open(server).speak(say('Hello.', 'af_heart'), neverAborted)
  assert.deepEqual([track.sampleRate, track.samples.length], [44_100, (50 + 6 * 40 + 150) * 44.1])
})

test('a header written before the sound was there is no hindrance', async () => {
  await using server = await openFakeOpenai((response, speech) => {
    const wav = toWav(speech)
    wav.writeUInt32LE(0xffff_ffff, 4)
    wav.writeUInt32LE(0xffff_ffff, 40)
    response.end(wav)
  })
  const { track } = await open(server).speak(say('Hello.', 'af_heart'), neverAborted)
  assert.equal(track.samples.length, (50 + 6 * 40 + 150) * 24)
})

const faults: Record<string, { answer: (response: ServerResponse, speech: Track) => void; says: RegExp }> = {
  'a page with status 200': {
    answer: (response) => response.end('<html><body>Please sign in</body></html>'),
    says: /^Engine openai could not speak "Hello\.": it answered HTML instead of sound: Please sign in\.$/,
  },
  'an error with status 200': {
    answer: (response) => sendJson(response, 200, { error: { message: 'CUDA out of memory' } }),
    says: /answered JSON instead of sound: CUDA out of memory\.$/,
  },
  silence: {
    answer: (response, speech) => response.end(toWav({ ...speech, samples: new Int16Array(24_000) })),
    says: /it answered silence\.$/,
  },
  'MP3 instead of WAV': {
    answer: (response) => response.end(Buffer.from('ID3\u0004')),
    says: /answered MP3 instead of uncompressed sound\.$/,
  },
  'half an answer': {
    answer: (response, speech) => {
      response.writeHead(200, { 'content-length': 9_000_000 }).write(toWav(speech), () => response.destroy())
    },
    says: /could not be fetched: aborted \(tried 5 times\)/,
  },
  'a wrong key': {
    answer: (response) => sendJson(response, 401, { error: { message: 'Incorrect API key provided: k-123.' } }),
    says: /answered 401: Incorrect API key provided: …\. Check the key in LECTERN_OPENAI_KEY\.$/,
  },
}

for (const [what, { answer, says }] of Object.entries(faults)) {
  test(`a server that answers ${what} fails the utterance with a sentence that says so`, async () => {
    await using server = await openFakeOpenai(answer)
    const speaking = open(server, { key: 'k-123' }).speak(say('Hello.', 'af_heart'), neverAborted)
    await assert.rejects(speaking, { code: 'engine_failed', message: says })
  })
}

test('a voice that the server does not know is told as such', async () => {
  await using server = await openFakeOpenai((response) => sendJson(response, 400, { detail: "Voice 'gone' not found" }))
  const speaking = open(server, { voices: ['gone'] }).speak(say('Hello.', 'gone'), neverAborted)
  await assert.rejects(speaking, { code: 'voice_not_found', message: /Voice 'gone' not found/ })
})

test('a server that hides its voices is asked for any, and one that was down at the start speaks later', async () => {
  let isUp = false
  await using server = await openFakeService((asked, response) => {
    if (!isUp || asked.method === 'GET') return sendJson(response, 503, {})
    response.end(toWav(fakeSpeech('Hello.', 'x')))
  })
  const engine = open(server)
  await assert.rejects(engine.speak(say('Hello.', 'af_new'), neverAborted), { code: 'engine_failed' })
  isUp = true
  assert.ok((await engine.speak(say('Hello.', 'af_new'), neverAborted)).track.samples.length > 0)
  assert.equal(server.asked.at(-1)!.body.voice, 'af_new')
})

function open({ url }: { url: string }, more: Partial<OpenaiOptions> = {}) {
  return openOpenaiEngine({ url: `${url}v1/`, model: 'kokoro', calls: 4, clock: fakeClock(), ...more })
}

/** A server that has voices, and is told what to do with the speech that it was asked for. */
function openFakeOpenai(answer: (response: ServerResponse, speech: Track) => void): Promise<kit.FakeService> {
  return openFakeService((asked, response) => {
    if (asked.method === 'GET') return sendJson(response, 200, { voices: serverVoices })
    const { input, voice, speed } = asked.body as { input: string; voice: string; speed?: number }
    answer(response, fakeSpeech(input, voice, speed))
  })
}
