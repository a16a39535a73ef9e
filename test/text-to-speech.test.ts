import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toSamples } from '#server/audio/pcm.ts'
import { openToneEngine, toneHertz } from '#server/engines/tone/tone-engine.ts'
import { validateAnswer } from './contract-check.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { pitchOf } from './listening.ts'
import { readWav } from './read-wav.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

const text = 'Well done 𐍈, she said.'
const characters = [...text]

test('each format is as long as the text, to the sample', async () => {
  await using studio = await openTestStudio()
  for (const sampleRate of [8_000, 16_000, 24_000, 32_000, 44_100, 48_000]) {
    const pcm = await speak(studio, '', `pcm_${sampleRate}`)
    assert.equal(pcm.length, ((characters.length * sampleRate) / 20) * 2, `${sampleRate}`)
  }
  for (const sampleRate of [22_050, 24_000, 44_100]) {
    const mp3 = await speak(studio, '', `mp3_${sampleRate}_${sampleRate === 24_000 ? 48 : 32}`)
    const decoded = await decodeMp3(mp3, sampleRate)
    assert.equal(decoded.length, Math.ceil((characters.length * sampleRate) / 20), `${sampleRate}`)
  }
  for (const format of ['ulaw_8000', 'alaw_8000']) {
    assert.equal((await speak(studio, '', format)).length, characters.length * 400)
  }
  assert.equal(readWav(await speak(studio, '', 'wav_44100')).length, characters.length * 2_205)
  assert.equal(studio.spoken().length, 1, 'one take serves all formats')
})

test('at the rate of its engine the sound is what the engine gave', async () => {
  await using studio = await openTestStudio()
  const utterance = { text, voice: 'a', phonemes: [], language: 'en', settings: {} }
  const { track } = await openToneEngine().speak(utterance, new AbortController().signal)
  for (const path of ['', '/stream']) {
    assert.deepEqual(toSamples(await speak(studio, path, 'pcm_24000')), track.samples)
  }
})

test('a stream that is to start soon says a clause of its first sentence first', async () => {
  await using studio = await openTestStudio()
  const long = 'It was so dark that night, and so cold at the harbour, that nobody came.'
  const path = '/v1/text-to-speech/tone-a/stream?output_format=pcm_24000'
  await studio.api.bytes(`${path}&optimize_streaming_latency=0`, toJson({ text: long }))
  assert.deepEqual(studio.spoken(), [long])
  const soon = await studio.api.bytes(`${path}&optimize_streaming_latency=3`, toJson({ text: long }))
  assert.deepEqual(studio.spoken().slice(1).toSorted(), [
    'It was so dark that night, ',
    'and so cold at the harbour, that nobody came.',
  ])
  assert.equal(soon.bytes.length, ([...long].length * 24_000) / 10, 'nothing is left out')
})

test('with timestamps each character is told, and is heard there', async () => {
  await using studio = await openTestStudio()
  const { body } = await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', {
    text: `<break time="0.5s" />${text}`,
  })
  const heard = await decodeMp3(Buffer.from(body.audio_base64, 'base64'))
  assert.equal(heard.length, (10 + characters.length) * 2_205)
  const { alignment } = body
  assert.deepEqual(alignment.characters, characters)
  for (const [index, character] of characters.entries()) {
    const start = 22_050 + index * 2_205
    assert.equal(Math.round(alignment.character_start_times_seconds[index] * 44_100), start)
    assert.equal(Math.round(alignment.character_end_times_seconds[index] * 44_100), start + 2_205)
    assert.equal(pitchOf(heard.subarray(start, start + 2_205)), toneHertz('a', character.codePointAt(0)!), character)
  }
})

test('proof: a stream of pieces tells rising times, which are where its decoded sound has the characters', async () => {
  await using studio = await openTestStudio()
  const long = Array.from({ length: 25 }, (_, index) => `Sentence ${index} of this text goes on and on. `).join('')
  // Sign by sign, so that each has a tone of its own.
  const asked = jsonBody({ text: long, apply_text_normalization: 'off' })
  const { bytes } = await studio.api.bytes('/v1/text-to-speech/tone-a/stream/with-timestamps', asked)
  const lines = toLines(bytes)
  assert.ok(lines.length >= 3)
  for (const line of lines) validateAnswer('POST', '/v1/text-to-speech/{voice_id}/stream/with-timestamps', 200, line)
  const heard = await decodeMp3(Buffer.concat(lines.map((line) => Buffer.from(line.audio_base64, 'base64'))))
  const told = lines.flatMap(({ alignment }) => alignment ?? [])
  const starts = told.flatMap((one) => one.character_start_times_seconds as number[])
  const ends = told.flatMap((one) => one.character_end_times_seconds as number[])
  const spoken = told.flatMap((one) => one.characters as string[])
  assert.equal(spoken.join(''), long)
  assert.ok(starts.every((start, index) => start >= (ends[index - 1] ?? 0) - 1e-6 && ends[index]! > start))
  assert.ok(ends.at(-1)! <= heard.length / 44_100 && heard.length / 44_100 - ends.at(-1)! < 0.1)
  for (let index = 0; index < spoken.length; index += 7) {
    const sound = heard.subarray(Math.round(starts[index]! * 44_100), Math.round(ends[index]! * 44_100))
    assert.equal(pitchOf(sound), toneHertz('a', spoken[index]!.codePointAt(0)!), `character ${index}`)
  }
})

for (const format of ['pcm_48000', 'mp3_44100_192', 'opus_48000_192', 'ulaw_8000']) {
  const half = format === 'mp3_44100_192' ? '' : 'proof: '
  test(`${half}the lines of a stream are short, end with an empty line, and tell of characters with the sound that they begin in (${format})`, async () => {
    await using studio = await openTestStudio()
    const sentence = Array.from({ length: 20 }, (_, index) => `clause ${index} of one long sentence`).join(', ')
    const totalSeconds = 9 + `${sentence}, and that is all.`.length * 0.05
    const body = jsonBody({
      text: `<break time="3s" />${sentence}<break time="3s" />, <break time="3s" />and that is all.`,
      apply_text_normalization: 'off', // sign by sign
    })
    const path = `/v1/text-to-speech/tone-a/stream/with-timestamps?output_format=${format}`
    const { bytes } = await studio.api.bytes(path, body)
    assert.ok(bytes.toString().endsWith('}\n\n'))
    const lines = toLines(bytes)
    const lengths = bytes
      .toString()
      .split('\n')
      .map((line) => line.length)
    assert.ok(Math.max(...lengths) < 65_536, format)
    const sizes = lines.map((line) => Buffer.from(line.audio_base64, 'base64').length)
    assert.ok(Math.min(...sizes) > 0)
    const secondsPerByte = totalSeconds / sizes.reduce((sum, size) => sum + size)
    let heardSeconds = 0
    for (const [index, { alignment }] of lines.entries()) {
      const begins = alignment?.character_start_times_seconds[0] ?? heardSeconds
      // An encoder of MP3 holds some frames back, one of Opus a second.
      assert.ok(begins >= heardSeconds - 0.2 && begins < heardSeconds + 1.2, `${format}: ${begins} at ${heardSeconds}`)
      heardSeconds += sizes[index]! * secondsPerByte
    }
  })
}

test('an answer in pieces is listened to by no more than Node takes to be usual', async () => {
  await using studio = await openTestStudio()
  const warnings: string[] = []
  const note = ({ name }: Error) => warnings.push(name)
  process.on('warning', note)
  await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', { text: 'It was dark.' })
  process.off('warning', note)
  assert.deepEqual(warnings, [])
})

test('what cannot be spoken is refused with a code that says why', async () => {
  await using studio = await openTestStudio()
  const refusals: [string, object, number, string][] = [
    ['tone-a', { text: '' }, 400, 'empty_text'],
    ['tone-a', { text: ' *** \n' }, 400, 'empty_text'],
    ['tone-a', { text: '🎉' }, 400, 'empty_text'],
    ['tone-a', { text: 'x'.repeat(10_001) }, 400, 'text_too_long'],
    ['tone-a', { text: 'x'.repeat(3_001), model_id: 'eleven_v3' }, 400, 'text_too_long'],
    ['tone-a', { text, model_id: 'eleven_ttv_v3' }, 404, 'model_not_found'],
    ['nobody', { text }, 404, 'voice_not_found'],
  ]
  for (const path of ['', '/stream', '/with-timestamps', '/stream/with-timestamps']) {
    for (const [voice, body, status, code] of refusals) {
      const answer = await studio.api.post(`/v1/text-to-speech/${voice}${path}`, body, status)
      assert.equal(answer.body.detail.code, code, path)
    }
  }
  assert.deepEqual(studio.spoken(), [])
})

test('an engine that fails is an error before any byte is sent', async () => {
  await using studio = await openTestStudio({
    beforeSpeak: () => assert.fail('the weights are gone'),
    mayLog: /the weights are gone/,
  })
  for (const path of ['', '/stream', '/with-timestamps', '/stream/with-timestamps']) {
    const { body } = await studio.api.post(`/v1/text-to-speech/tone-a${path}`, { text }, 500)
    assert.match(body.detail.message, /the weights are gone/)
  }
})

function toLines(bytes: Buffer) {
  const lines = bytes.toString().trimEnd().split('\n\n')
  return lines.map((line) => JSON.parse(line))
}

function jsonBody(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function speak(studio: TestStudio, path: string, format: string): Promise<Buffer> {
  const address = `/v1/text-to-speech/tone-a${path}?output_format=${format}`
  return (await studio.api.bytes(address, jsonBody({ text }))).bytes
}

test('breaks count as the text that could be said meanwhile', async () => {
  await using studio = await openTestStudio()
  const speak = (text: string, expected: number) =>
    studio.api.post('/v1/text-to-speech/tone-a', { text, model_id: 'eleven_flash_v2_5' }, expected)
  const { detail } = (await speak(`Go.${'<break time="3s"/>'.repeat(1_000)}`, 400)).body
  assert.match(detail.message, /3000 s of breaks .* as long as 45003 characters; this model takes 40000/)
  const turns = Array.from({ length: 10 }, () => ({
    voice_id: 'tone-a',
    text: `Go.${'<break time="3s"/>'.repeat(100)}`,
  }))
  await studio.api.post('/v1/text-to-dialogue', { inputs: turns, model_id: 'eleven_flash_v2_5' }, 400)
})

test('proof: long silence comes in many pieces, and what is heard is the same as in one', async () => {
  await using studio = await openTestStudio()
  const text = `${'<break time="3s"/>'.repeat(9)}Go.${'<break time="3s"/>'.repeat(20)}Now.`
  const whole = await studio.api.bytes('/v1/text-to-speech/tone-a?output_format=pcm_8000', toJson({ text }))
  const stream = await studio.api.bytes('/v1/text-to-speech/tone-a/stream?output_format=pcm_8000', toJson({ text }))
  assert.deepEqual(whole.bytes, stream.bytes)
  assert.equal(whole.headers.get('content-length'), String(whole.bytes.length))
  const lines = await studio.api.bytes(
    '/v1/text-to-speech/tone-a/stream/with-timestamps?output_format=pcm_8000',
    toJson({ text }),
  )
  const sounds = lines.bytes
    .toString()
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).audio_base64)
  assert.ok(sounds.every((sound) => sound.length < 21 * 16_000 * (4 / 3)))
  assert.deepEqual(Buffer.concat(sounds.map((sound) => Buffer.from(sound, 'base64'))), whole.bytes)
  const { body } = await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps?output_format=pcm_8000', { text })
  assert.deepEqual(Buffer.from(body.audio_base64, 'base64'), whole.bytes)
  assert.deepEqual(body.alignment.characters, [...'Go.Now.'])
})

function toJson(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
