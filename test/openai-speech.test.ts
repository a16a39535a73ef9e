import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { decodeMp3 } from './decode-mp3.ts'
import { runProgram } from './run-program.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

const text = 'Well done, she said.'
const seconds = text.length * 0.05

test('a text is spoken in each format at 24 kHz, the sound alone', async () => {
  await using studio = await openTestStudio()
  const mp3 = await speak(studio, { model: 'tts-1', voice: 'tone-a' })
  assert.deepEqual([mp3.type, mp3.headers.get('x-accel-buffering')], ['audio/mpeg', 'no'])
  assert.ok(mp3.headers.get('x-request-id'))
  assert.ok(!mp3.bytes.includes('Info') && !mp3.bytes.includes('Xing'))
  const decoded = await decodeMp3(mp3.bytes, 24_000)
  assert.ok(Math.abs(decoded.length / 24_000 - seconds) < 0.15)
  const pcm = await speak(studio, { voice: 'tone-a', response_format: 'pcm' })
  assert.deepEqual([pcm.type, pcm.bytes.length], ['audio/pcm', seconds * 48_000])
  const wav = await speak(studio, { voice: 'tone-a', response_format: 'wav' })
  assert.equal(wav.type, 'audio/wav')
  assert.deepEqual([wav.bytes.readUInt32LE(4), wav.bytes.readUInt32LE(40)], [0xffff_ffff, 0xffff_ffff])
  assert.equal(wav.bytes.toString('latin1', 36, 40), 'data')
  assert.deepEqual(wav.bytes.subarray(44), pcm.bytes)
  const opus = await speak(studio, { voice: 'tone-a', response_format: 'opus' })
  assert.deepEqual([opus.type, opus.bytes.toString('latin1', 0, 4)], ['audio/opus', 'OggS'])
  const { message, code } = await refused(studio, { voice: 'tone-a', response_format: 'ogg' })
  assert.match(message, /mp3/)
  assert.equal(code, null)
})

test('proof: AAC and FLAC can be played by other programs, and FLAC is the very samples', {
  skip: spawnSync('ffmpeg', ['-version']).status !== 0 && 'there is no FFmpeg',
}, async () => {
  await using studio = await openTestStudio()
  const input = 'Well done, she said. And so it was, for many years.'
  const asked = { input, voice: 'tone-a' }
  const pcm = await speak(studio, { ...asked, response_format: 'pcm' })
  const flac = await speak(studio, { ...asked, response_format: 'flac' })
  assert.deepEqual([flac.type, flac.bytes.toString('latin1', 0, 4)], ['audio/flac', 'fLaC'])
  assert.deepEqual(await decode(flac.bytes, 'flac'), pcm.bytes)
  const aac = await speak(studio, { ...asked, response_format: 'aac' })
  assert.deepEqual([aac.type, aac.bytes.readUInt16BE(0)], ['audio/aac', 0xfff1])
  assert.ok(aac.bytes.length < pcm.bytes.length / 3, `${aac.bytes.length} bytes`)
  const samples = (await decode(aac.bytes, 'aac')).length / 2
  const framesMore = (samples - pcm.bytes.length / 2) / 1024
  assert.ok(framesMore >= 0 && framesMore <= 3, `${framesMore} frames more than was spoken`)
  const { type, bytes } = await speak(studio, { ...asked, response_format: 'flac', stream_format: 'sse' })
  assert.equal(type, 'text/event-stream')
  const sound = toEvents(bytes).flatMap((event) => (event.audio ? [Buffer.from(event.audio, 'base64')] : []))
  assert.deepEqual(Buffer.concat(sound), flac.bytes)
})

test('proof: the sound of a long text begins to come as AAC and FLAC while the rest is yet to be spoken', async () => {
  const heard = { aac: Promise.withResolvers<void>(), flac: Promise.withResolvers<void>() }
  await using studio = await openTestStudio({
    beforeSpeak: ({ text }) => heard[/the last (\w+)/.exec(text)?.[1] as 'aac']?.promise,
  })
  for (const format of ['aac', 'flac'] as const) {
    const input = `${'All is well. '.repeat(40)} This is the last ${format}.`
    const answer = await ask(studio, { input, response_format: format })
    const reader = answer.body!.getReader()
    let length = 0
    while (length < 2_000) length += (await reader.read()).value!.length
    heard[format].resolve()
    while (!(await reader.read()).done);
  }
})

test('readers that ask as Kokoro-FastAPI is asked get the sound with its words, whole and line by line', async () => {
  await using studio = await openTestStudio()
  const input = 'Well done, she said. 😀 And so it was, for “many” years.'
  const asked = { input, voice: 'tone-a', response_format: 'pcm' }
  const path = '/dev/captioned_speech'
  const whole = await speak(studio, { ...asked, stream: false, return_timestamps: true, lang_code: 'a' }, path)
  assert.match(whole.type!, /^application\/json/)
  const { audio, audio_format, timestamps } = JSON.parse(whole.bytes.toString())
  const { bytes: sound } = await speak(studio, asked)
  assert.deepEqual([Buffer.from(audio, 'base64'), audio_format], [sound, 'audio/pcm'])
  const words = 'Well done she said And so it was for many years'.split(' ')
  assert.deepEqual(timestamps.map(wordOf), words)
  assert.deepEqual(timestamps[1], { word: 'done', start_time: 0.25, end_time: 0.45 })
  assert.ok(timestamps.at(-1).end_time <= sound.length / 48_000)

  for (const response_format of ['pcm', 'flac', 'mp3']) {
    const lines = (await speak(studio, { ...asked, response_format }, path)).bytes.toString().trimEnd().split('\n')
    const told = lines.map((line) => JSON.parse(line) as Caption)
    assert.deepEqual(
      told.flatMap((one) => one.timestamps.map(wordOf)),
      words,
    )
    const { bytes } = await speak(studio, { ...asked, response_format })
    assert.deepEqual(Buffer.concat(told.map((one) => Buffer.from(one.audio, 'base64'))), bytes)
  }
  const bare = await speak(studio, { ...asked, stream: false, return_timestamps: false }, `/v1${path}/`)
  assert.deepEqual(JSON.parse(bare.bytes.toString()).timestamps, [])
  assert.deepEqual(
    JSON.parse((await speak(studio, { input: '.', stream: false }, path)).bytes.toString()).timestamps,
    [],
  )
})

test('as events, the sound is the same, and its end is told', async () => {
  await using studio = await openTestStudio()
  const asked = { voice: 'tone-a', response_format: 'pcm' }
  const { type, bytes } = await speak(studio, { ...asked, stream_format: 'sse' })
  assert.equal(type, 'text/event-stream')
  const events = toEvents(bytes)
  const last = events.pop()
  assert.deepEqual(Object.keys(last.usage), ['input_tokens', 'output_tokens', 'total_tokens'])
  assert.equal(last.type, 'speech.audio.done')
  assert.ok(events.every((event) => event.type === 'speech.audio.delta'))
  const sound = Buffer.concat(events.map((event) => Buffer.from(event.audio, 'base64')))
  assert.deepEqual(sound, (await speak(studio, asked)).bytes)
})

test('what programs send besides, or leave out, or write as text, is no reason to refuse', async () => {
  await using studio = await openTestStudio()
  const sloppy = [
    {},
    { voice: { id: 'tone-b' } },
    { voice: 'alloy', model: 'my-own-model', lang_code: 'a', stream: true, normalization_options: {} },
    { voice: 'Marin', instructions: 'None', speed: '1', response_format: null, stream_format: null },
    { voice: 'TONE-A'.toLowerCase(), speed: 4 },
    { voice: 'shimmer', input: '.' },
  ]
  for (const one of sloppy) assert.equal((await speak(studio, one)).type, 'audio/mpeg', JSON.stringify(one))
  for (const path of ['/audio/speech', '/openai/v1/audio/speech', '//v1/audio/speech/', '/v1//audio/speech'])
    assert.equal((await speak(studio, {}, path)).type, 'audio/mpeg', path)
})

test('what cannot be spoken is refused in their shape', async () => {
  await using studio = await openTestStudio()
  const nobody = await refused(studio, { voice: 'nobody' })
  assert.deepEqual({ ...nobody, message: '' }, { message: '', type: 'invalid_request_error', param: null, code: null })
  assert.match(nobody.message, /nobody/)
  for (const wrong of [{ input: '' }, { input: 'a'.repeat(50_000) }, { input: 7 }, { speed: 9 }, { voice: ['a'] }])
    assert.equal((await refused(studio, wrong)).type, 'invalid_request_error', JSON.stringify(wrong).slice(0, 80))
  const broken = await studio.api.fetch('/v1/audio/speech', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  })
  assert.equal(broken.status, 400)
  assert.ok(((await broken.json()) as { error: { message: string } }).error.message)
})

test('proof: an engine that fails at once is an error; later, the connection is cut', async () => {
  await using studio = await openTestStudio({
    mayLog: /./,
    beforeSpeak: ({ text }) => {
      if (text.includes('bad')) throw new Error('the weights are gone')
    },
  })
  const { type, message } = await refused(studio, { input: 'All is bad.' }, 500)
  assert.equal(type, 'server_error')
  assert.match(message, /the weights are gone/)
  for (const stream_format of ['audio', 'sse']) {
    const answer = await ask(studio, { input: `${'All is well. '.repeat(50)} One is bad.`, stream_format })
    assert.equal(answer.status, 200)
    await assert.rejects(answer.arrayBuffer())
  }
})

test('voices and models are listed for programs that ask in this way, and for others as before', async () => {
  await using studio = await openTestStudio()
  const bearer = { authorization: 'Bearer any' }
  const get = async (path: string, headers = {}) => {
    const answer = await studio.api.fetch(path, { method: 'GET', headers })
    return { status: answer.status, body: (await answer.json()) as Answer }
  }
  assert.ok(Array.isArray((await get('/v1/audio/voices')).body.voices))
  assert.deepEqual(Object.keys((await get('/v1/voices', bearer)).body), ['voices'])
  for (const path of ['/v1/models', '/models', '/openai/v1/models']) {
    const { body } = await get(path, bearer)
    assert.equal(body.object, 'list', path)
    assert.deepEqual(Object.keys(body.data![0]!), ['id', 'object', 'created', 'owned_by'])
  }
  assert.ok(Array.isArray((await get('/v1/models')).body))
  assert.ok(Array.isArray((await get('/v1/models', { ...bearer, 'xi-api-key': 'any' })).body))
  assert.equal((await get('/v1/models/tts-1')).body.id, 'tts-1')
  const { status, body } = await get('/v1/models/nothing', bearer)
  assert.deepEqual([status, body.error!.code], [404, 'model_not_found'])
  assert.equal((await get('/v1/audio/models')).status, 200)
})

test('with keys one is asked for, as a bearer too; the list of voices may be open', async () => {
  const environment = { LECTERN_API_KEYS: 'me:secret-key:editor,you:other-key:viewer' }
  await using studio = await openTestStudio({ environment })
  const missing = await ask(studio, {})
  assert.equal(missing.status, 401)
  const wrong = await ask(studio, {}, { authorization: 'Bearer wrong' })
  const { error } = (await wrong.json()) as { error: object }
  assert.deepEqual(Object.keys(error), ['message', 'type', 'param', 'code'])
  assert.deepEqual([wrong.status, 'code' in error && error.code], [401, 'invalid_api_key'])
  assert.equal((await ask(studio, {}, { authorization: 'Bearer other-key' })).status, 403)
  assert.equal((await ask(studio, {}, { authorization: 'Bearer secret-key' })).status, 200)
  assert.equal((await studio.api.fetch('/v1/audio/voices', { method: 'GET' })).status, 401)
  await using open = await openTestStudio({ environment: { ...environment, LECTERN_PUBLIC_VOICES: '1' } })
  assert.equal((await open.api.fetch('/v1/audio/voices', { method: 'GET' })).status, 200)
})

test('what was spoken is in the history, and can be heard again', async () => {
  await using studio = await openTestStudio()
  await speak(studio, { voice: 'tone-a', model: 'tts-1' })
  const [item] = (await studio.api.get('/v1/history')).body.history
  assert.deepEqual([item.text, item.model_id], [text, 'tts-1'])
  const { bytes } = await studio.api.bytes(`/v1/history/${item.history_item_id}/audio`, { method: 'GET' })
  assert.equal((await decodeMp3(bytes, 24_000)).length, seconds * 24_000)
})

interface Caption {
  audio: string
  timestamps: { word: string; start_time: number; end_time: number }[]
}

const wordOf = ({ word }: Caption['timestamps'][number]) => word

interface Answer {
  voices?: object[]
  object?: string
  id?: string
  data?: object[]
  error?: { code: string }
}

function ask(studio: TestStudio, body: object, headers = {}, path = '/v1/audio/speech'): Promise<Response> {
  return studio.api.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/octet-stream', ...headers },
    body: JSON.stringify({ input: text, ...body }),
  })
}

async function speak(studio: TestStudio, body: object, path?: string) {
  const answer = await ask(studio, body, {}, path)
  const bytes = Buffer.from(await answer.arrayBuffer())
  assert.equal(answer.status, 200, bytes.toString())
  return { bytes, type: answer.headers.get('content-type'), headers: answer.headers }
}

function toEvents(bytes: Buffer) {
  const lines = bytes.toString().trimEnd().split('\n\n')
  return lines.map((line) => JSON.parse(line.replace(/^data: /, '')))
}

/** The samples, by somebody else's decoder. */
async function decode(input: Buffer, format: string): Promise<Buffer> {
  const options = ['-v', 'error', '-f', format, '-i', '-', '-f', 's16le', '-']
  const { stdout, stderr } = await runProgram('ffmpeg', options, input)
  assert.equal(stderr, '')
  return stdout
}

async function refused(studio: TestStudio, body: object, status?: number) {
  const answer = await ask(studio, body)
  const { error } = (await answer.json()) as {
    error: { message: string; type: string; param: string | null; code: string | null }
  }
  if (status === undefined) assert.equal(answer.status, 400)
  else assert.ok(answer.status >= status, `${answer.status}`)
  return error
}
