import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { describeEngine } from '../engine.conformance.ts'
import type { GivenPhonemes } from '../engine.ts'
import {
  type FakeService,
  fakeClock,
  neverAborted,
  openFakeService,
  say,
  sendJson,
} from '../remote/fake-service.test-kit.ts'
import { openElevenlabsEngine } from './elevenlabs-engine.ts'
import { fakeVoices, openFakeElevenlabs, type SpokenJson } from './fake-elevenlabs.test-kit.ts'

const rachel = fakeVoices[0]!.voice_id

let server: FakeService
before(async () => {
  server = await openFakeElevenlabs()
})
after(() => server[Symbol.asyncDispose]())

for (const model of ['eleven_multilingual_v2', 'eleven_flash_v2']) {
  describe(`with ${model}`, () => describeEngine(() => open(server, model), { isDeterministic: true }))
}

test('the service is asked for PCM with times, with the key, the model, the settings and what stands around', async () => {
  const settings = { stability: 0.3, similarityBoost: 2, style: 0.1, useSpeakerBoost: false, speed: 0.9 }
  const context = { before: 'It was dark. ', after: ' Nobody came.' }
  const { warnings, asked } = await speak(say('Rain fell.\u0000', rachel, { settings, context, seed: 7 }))
  assert.deepEqual(
    [asked.path, asked.query.toString()],
    [`/v1/text-to-speech/${rachel}/with-timestamps`, 'output_format=pcm_24000'],
  )
  assert.equal(asked.headers['xi-api-key'], 'xi-secret')
  assert.deepEqual(asked.body, {
    text: 'Rain fell.',
    model_id: 'eleven_multilingual_v2',
    seed: 7,
    voice_settings: { stability: 0.3, similarity_boost: 1, style: 0.1, use_speaker_boost: false, speed: 0.9 },
    previous_text: 'It was dark. ',
    next_text: ' Nobody came.',
  })
  assert.match(warnings[0]!.message, /similarityBoost from 0 to 1; it took 1 instead of 2/)
})

test('without a seed the same text has the same one, another text another; without settings the voice keeps its own', async () => {
  const bodies = []
  for (const text of ['Rain fell.', 'Rain fell.', 'Snow fell.'])
    bodies.push((await speak(say(text, rachel))).asked.body)
  assert.deepEqual(bodies[0], bodies[1])
  assert.notEqual(bodies[0]!.seed, bodies[2]!.seed)
  assert.deepEqual(Object.keys(bodies[0]!).sort(), ['model_id', 'seed', 'text'])
})

test('each model is told only what it takes', async () => {
  const more = { context: { before: 'It was dark. ', after: '' }, settings: { stability: 0.6 }, language: 'fr' }
  const fast = await speak(say('Rain fell.', rachel, more), 'eleven_flash_v2_5')
  assert.deepEqual([fast.asked.body.language_code, fast.asked.body.previous_text], ['fr', 'It was dark. '])
  const newest = await speak(say('Rain fell.', rachel, more), 'eleven_v3')
  assert.deepEqual([newest.asked.body.language_code, newest.asked.body.previous_text], ['fr', undefined])
  assert.deepEqual(newest.asked.body.voice_settings, { stability: 0.5 })
  assert.match(newest.warnings[0]!.message, /steps of 0\.5 with this model; it took 0\.5 instead of 0\.6/)
  assert.deepEqual([open(server, 'eleven_v3').usesContext, open(server, 'eleven_flash_v2').usesContext], [false, true])
})

test('given phonemes become tags for the models that obey them, and the times stay those of the text', async () => {
  const text = 'A tomato <break time="9s"/> here.'
  const phonemes: GivenPhonemes[] = [{ start: 2, end: 8, alphabet: 'ipa', phonemes: 'təˈmeɪtoʊ' }]
  const tagged = await speak(say(text, rachel, { phonemes }), 'eleven_flash_v2')
  const sent = 'A <phoneme alphabet="ipa" ph="təˈmeɪtoʊ">tomato</phoneme>  break time="9s"/> here.'
  assert.deepEqual([tagged.asked.body.text, tagged.warnings], [sent, []])
  const heardAt = tagged.alignment!.startSamples[2]!
  assert.equal(heardAt, 24 * (50 + 40 * sent.indexOf('tomato')))
  const plain = await speak(say(text, rachel, { phonemes }))
  assert.deepEqual(
    [plain.asked.body.text, plain.warnings[0]!.code],
    ['A tomato  break time="9s"/> here.', 'phonemes_ignored'],
  )
})

test('times move along with the silence that is cut away', async () => {
  const { track, alignment } = await speak(say('Rain.', rachel))
  assert.equal(track.samples.length, 24 * (50 + 5 * 40 + 150))
  assert.deepEqual(
    [...alignment!.startSamples],
    [50, 90, 130, 170, 210].map((milliseconds) => milliseconds * 24),
  )
  assert.equal(alignment!.endSamples.at(-1), 250 * 24)
})

const lies: Record<string, (told: NonNullable<SpokenJson['alignment']>) => void> = {
  'that are missing': (told) => told.characters.splice(0),
  'that are too few': (told) => told.character_start_times_seconds.splice(3),
  'that go back': (told) => told.character_start_times_seconds.reverse(),
  'that end amidst the sound': (told) => {
    for (const times of [told.character_start_times_seconds, told.character_end_times_seconds])
      times.forEach((seconds, index) => {
        times[index] = Number(seconds) / 10
      })
  },
  'that are longer than the sound': (told) => told.character_end_times_seconds.fill(1000),
}

for (const [what, lie] of Object.entries(lies)) {
  test(`times ${what} are left out, and the sound is kept`, async () => {
    await using server = await openFakeElevenlabs((answer) => {
      lie(answer.alignment!)
      return answer
    })
    const take = await open(server).speak(say('It rained all night.', rachel), neverAborted)
    assert.deepEqual([take.alignment, take.track.samples.length], [undefined, 24 * (50 + 20 * 40 + 150)])
  })
}

test('one time that is no number, which JSON does not even have, spoils nothing', async () => {
  await using server = await openFakeElevenlabs((answer, _, response) => {
    answer.alignment!.character_end_times_seconds[4] = null
    response.end(JSON.stringify(answer).replace(/null/, 'NaN'))
    return undefined
  })
  const { alignment } = await open(server).speak(say('It rained all night.', rachel), neverAborted)
  assert.ok(alignment && alignment.endSamples[4]! > alignment.startSamples[4]!)
})

const faults: Record<string, { change: (answer: SpokenJson) => unknown; says: RegExp }> = {
  silence: { change: (answer) => ({ ...answer, audio_base64: 'AAAA'.repeat(9999) }), says: /it answered silence\.$/ },
  'no sound': { change: (answer) => ({ ...answer, audio_base64: '' }), says: /it answered nothing\.$/ },
  MP3: {
    change: (answer) => ({ ...answer, audio_base64: '//uQZAAA' }),
    says: /it answered MP3 instead of uncompressed sound/,
  },
  'something else': { change: () => ({ audio_url: 'x' }), says: /it answered something else than sound with times\.$/ },
  'a page': { change: () => '<html>', says: /it answered something else than sound with times\.$/ },
}

for (const [what, { change, says }] of Object.entries(faults)) {
  test(`a service that answers ${what} fails the utterance with a sentence that says so`, async () => {
    await using server = await openFakeElevenlabs((answer, _, response) => {
      sendJson(response, 200, change(answer))
      return undefined
    })
    const speaking = open(server).speak(say('Rain fell.', rachel), neverAborted)
    await assert.rejects(speaking, { code: 'engine_failed', message: says })
  })
}

test('a voice that is gone, a used-up account and a wrong key are told in the words of the service', async () => {
  const answers = [
    [404, { status: 'voice_not_found', message: 'A voice with that id was not found.' }],
    [401, { status: 'quota_exceeded', message: 'You have 0 credits left.' }],
    [401, { status: 'invalid_api_key', message: 'Invalid API key xi-secret' }],
  ] as const
  const left = [...answers]
  await using server = await openFakeElevenlabs((_, __, response) => {
    const [status, detail] = left.shift()!
    sendJson(response, status, { detail })
    return undefined
  })
  const engine = open(server)
  const says = async () =>
    engine.speak(say('Rain fell.', rachel), neverAborted).catch((error) => `${error.code}: ${error.message}`)
  assert.match(`${await says()}`, /^voice_not_found: .*answered 404: A voice with that id was not found\.$/)
  assert.match(`${await says()}`, /^engine_failed: .*answered 401: You have 0 credits left\.$/)
  assert.match(`${await says()}`, /^engine_failed: .*Invalid API key …\. Check the key in LECTERN_ELEVENLABS_KEY\.$/)
})

test('a service that does not tell its voices speaks all the same', async () => {
  await using down = await openFakeService((asked, response) => {
    if (asked.method === 'GET') sendJson(response, 503, {})
    else sendJson(response, 404, { detail: { status: 'voice_not_found', message: 'Gone.' } })
  })
  const speaking = open(down).speak(say('Rain fell.', rachel), neverAborted)
  await assert.rejects(speaking, { code: 'voice_not_found', message: /answered 404: Gone\./ })
})

function open({ url }: { url: string }, model = 'eleven_multilingual_v2') {
  return openElevenlabsEngine({ url, key: 'xi-secret', model, calls: 4, clock: fakeClock() })
}

/** A take, and what the service was asked for it. */
async function speak(utterance: ReturnType<typeof say>, model?: string) {
  const take = await open(server, model).speak(utterance, neverAborted)
  return { ...take, asked: server.asked.at(-1)! }
}
