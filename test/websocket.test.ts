import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { decodeMp3 } from './decode-mp3.ts'
import { type Frame, SocketClient } from './socket-client.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const path = '/v1/text-to-speech/tone-a'
/** Of 16-bit samples at 24 kHz. */
const bytesPerSecond = 48_000

test('a text in pieces is spoken sentence by sentence while it is still being written', async () => {
  await using studio = await openTestStudio()
  await using client = new SocketClient(studio.api.baseUrl, `${path}/stream-input?output_format=pcm_24000`)
  await client.send({ text: ' ', voice_settings: { stability: 0.5 } }, { text: 'It was da' }, { text: 'rk. Rain ' })
  const first = await client.until(({ audio }) => audio)
  assert.deepEqual(studio.spoken(), ['It was dark. '])
  assert.deepEqual(Object.keys(first).sort(), ['alignment', 'audio', 'isFinal', 'normalizedAlignment'])
  await client.send({ text: 'fell' }, { text: '.' }, { text: '' })
  assert.deepEqual(await client.closed, { code: 1000, reason: '' })
  assert.deepEqual(studio.spoken(), ['It was dark. ', 'Rain fell.'])
  assert.deepEqual(client.frames.at(-1), { audio: null, isFinal: true, normalizedAlignment: null, alignment: null })
  assert.equal(client.frames.filter(({ isFinal }) => isFinal).length, 1)
  const seconds = client.sound().length / bytesPerSecond
  assert.equal(seconds, spanOf(client.frames), 'the alignments together are as long as the sound')
  assert.ok(seconds > 22 * 0.05 && seconds < 25 * 0.05 + 0.3, `${seconds}`)
})

test('the times of a sentence come with its first sound, in milliseconds from there, and end in a space', async () => {
  await using studio = await openTestStudio()
  const client = await speakAll(studio, '?output_format=pcm_24000', [{ text: 'Hi there. ' }, { text: '' }])
  const [{ alignment, normalizedAlignment } = assert.fail()] = client.frames
  assert.equal(alignment!.chars.join(''), 'Hi there. ')
  assert.deepEqual(alignment!.charStartTimesMs.slice(0, 3), [0, 50, 100])
  assert.deepEqual(alignment!.charDurationsMs.slice(0, 3), [50, 50, 50])
  assert.deepEqual(alignment!.charsDurationsMs, alignment!.charDurationsMs)
  assert.deepEqual(normalizedAlignment!.chars.slice(0, 3), [' ', 'H', 'i'])
  assert.ok(client.frames.slice(1).every((frame) => frame.alignment === null))
})

test('with sync_alignment each piece of sound has its own times', async () => {
  await using studio = await openTestStudio()
  const text = 'The rain fell on the roof. <break time="2.5s" /> Nobody heard it, nobody came.'
  const messages = [{ text, flush: true }, { text: '' }]
  const client = await speakAll(studio, '?output_format=pcm_24000&sync_alignment=true', messages)
  const frames = client.frames.slice(0, -1)
  assert.ok(frames.length > 8)
  for (const { audio, alignment } of frames) {
    const seconds = Buffer.from(audio!, 'base64').length / bytesPerSecond
    assert.ok(alignment!.chars.length > 0)
    assert.ok(Math.abs(spanOfOne(alignment!) - seconds) < 0.001, 'clients add up where they are')
  }
  const said = frames.flatMap(({ alignment }) => alignment!.chars).join('')
  assert.equal(said.replace(/ +/g, ' ').trim(), 'The rain fell on the roof. Nobody heard it, nobody came.')
})

test('a text is spoken to its end by the rules that were there when it began', async () => {
  await using studio = await openTestStudio()
  const toRules = (alias: string) => ({ rules: [{ type: 'alias', string_to_replace: 'Rain', alias }] })
  const dictionaries = '/v1/pronunciation-dictionaries'
  const { body } = await studio.api.post(`${dictionaries}/add-from-rules`, { name: 'Weather', ...toRules('Hail') })
  const locators = [{ pronunciation_dictionary_id: body.id }]
  await using client = new SocketClient(studio.api.baseUrl, `${path}/stream-input?output_format=pcm_24000`)
  await client.send({ text: ' ', pronunciation_dictionary_locators: locators }, { text: 'Rain fell. ', flush: true })
  await client.until(({ audio }) => audio)
  await studio.api.post(`${dictionaries}/${body.id}/set-rules`, toRules('Sleet'))
  await client.send({ text: 'Rain rose.' }, { text: '' })
  await client.closed
  assert.deepEqual(studio.spoken(), ['Hail fell. ', 'Hail rose.'])
})

test('one stream of MP3 is made of all that is said', async () => {
  await using studio = await openTestStudio()
  const messages = [{ text: 'It was dark. Rain fell. ' }, { text: 'Nobody came.', flush: true }, { text: '' }]
  const client = await speakAll(studio, '?output_format=mp3_22050_32', messages)
  const decoded = await decodeMp3(client.sound(), 22_050)
  assert.ok(Math.abs(decoded.length / 22_050 - spanOf(client.frames)) < 0.15)
})

test('a flush says what there is without an end; what is left when the client is silent comes out too', async () => {
  await using studio = await openTestStudio()
  await using client = new SocketClient(studio.api.baseUrl, `${path}/stream-input?output_format=mp3_44100_128`)
  await client.send({ text: 'How are you' }, { text: '', flush: true })
  await client.until(({ audio }) => audio)
  assert.deepEqual(studio.spoken(), ['How are you'])
  const whole = await until('the encoder holds nothing back', async () => {
    const decoded = await decodeMp3(client.sound(), 44_100)
    return decoded.length >= 11 * 0.05 * 44_100 && client.socket.readyState === client.socket.OPEN
  })
  assert.ok(whole)
})

test('the first sound comes when the first sentence is spoken, not when all is', async () => {
  const spoken = Promise.withResolvers<void>()
  await using studio = await openTestStudio({
    beforeSpeak: ({ text }) => (text.startsWith('Then') ? spoken.promise : undefined),
  })
  await using client = new SocketClient(studio.api.baseUrl, `${path}/stream-input?output_format=pcm_24000`)
  await client.send({ text: 'First this. Then that. ' })
  await client.until(({ audio }) => audio)
  spoken.resolve()
  await client.send({ text: '' })
  assert.equal((await client.closed).code, 1000)
})

test('several texts go over one socket, each with a name and exactly one end', async () => {
  await using studio = await openTestStudio()
  const address = `${path}/multi-stream-input?output_format=pcm_24000&auto_mode=true&inactivity_timeout=180`
  await using client = new SocketClient(studio.api.baseUrl, address)
  await client.send(
    { text: ' ', context_id: 'one' },
    { text: 'One is here.', context_id: 'one' },
    { text: 'Two.', contextId: 'two' },
    { text: '', context_id: 'one' },
    { text: '' },
    { context_id: 'one', flush: true },
  )
  await client.until((frame) => frame.audio && frame.contextId === 'one')
  assert.ok(
    client.frames.every(({ isFinal }) => !isFinal),
    'neither keeping alive nor a flush ends anything',
  )
  await client.send({ context_id: 'one', close_context: true }, { context_id: 'one', close_context: true })
  const final = await client.until((frame) => frame.isFinal)
  assert.deepEqual(final, {
    ...{ audio: null, isFinal: true, is_final: true, alignment: null, normalizedAlignment: null },
    ...{ contextId: 'one', context_id: 'one' },
  })
  await client.send({ text: 'One again.', context_id: 'one' }, { close_socket: true })
  assert.deepEqual(await client.closed, { code: 1000, reason: '' })
  const ends = client.frames.filter(({ isFinal }) => isFinal).map(({ contextId }) => contextId)
  assert.deepEqual(ends.sort(), ['one', 'one', 'two'])
  assert.deepEqual(studio.spoken().sort(), ['One again.', 'One is here.', 'Two.'])
})

test('a sixth context is refused, and so is what is no message, with a reason', async () => {
  await using studio = await openTestStudio()
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const six = names.map((name) => ({ text: ' ', context_id: name }))
  assert.deepEqual(await refusal(studio, `${path}/multi-stream-input`, six), ['max_active_conversations', 1008])
  const single = `${path}/stream-input`
  for (const wrong of ['nonsense', '[]', '7', '{"text":7}', '{"text":"a","voice_settings":{"stability":9}}'])
    assert.deepEqual(await refusal(studio, single, [wrong]), ['invalid_input_message', 1008], wrong)
  assert.deepEqual(await refusal(studio, single, [Buffer.from('{"text":"a"}')]), ['invalid_input_message', 1008])
  assert.deepEqual(await refusal(studio, '/v1/text-to-speech/nobody/stream-input', []), [
    'voice_id_does_not_exist',
    1008,
  ])
  assert.deepEqual(await refusal(studio, `${single}?output_format=wav_24000`, []), ['invalid_input_message', 1008])
  assert.deepEqual(await refusal(studio, `${single}?language_code=tlh`, [{ text: 'a' }]), [
    'unsupported_language',
    1008,
  ])
  assert.deepEqual(await refusal(studio, '/v1/text-to-dialogue/stream-input', []), ['feature_not_available', 1008])
  await using large = new SocketClient(studio.api.baseUrl, single)
  await large.send({ text: 'a'.repeat(300_000) })
  assert.equal((await large.closed).code, 1009)
})

test('who says nothing is asked to leave, but not while something is spoken', async () => {
  const spoken = Promise.withResolvers<void>()
  await using studio = await openTestStudio({ beforeSpeak: () => spoken.promise })
  await using client = new SocketClient(studio.api.baseUrl, `${path}/stream-input?inactivity_timeout=1`)
  await client.send({ text: 'Wait for me. ', flush: true })
  await using silent = new SocketClient(studio.api.baseUrl, `${path}/stream-input?inactivity_timeout=1`)
  await using later = new SocketClient(studio.api.baseUrl, `${path}/stream-input?inactivity_timeout=2`)
  const { code, reason } = await silent.closed
  assert.deepEqual([code, silent.frames[0]?.error], [1008, 'input_timeout_exceeded'])
  assert.match(reason, /^No message came for 1 second\./)
  await later.closed
  assert.equal(client.socket.readyState, client.socket.OPEN)
  spoken.resolve()
  assert.equal((await client.closed).code, 1008)
  assert.ok(client.sound().length > 0)
})

test('what is said for nobody any more is not spoken', async () => {
  const begun = Promise.withResolvers<void>()
  const aborted = Promise.withResolvers<void>()
  await using studio = await openTestStudio({
    async beforeSpeak(_utterance, signal) {
      begun.resolve()
      signal.addEventListener('abort', () => aborted.resolve())
      if (!signal.aborted) await aborted.promise
    },
  })
  const client = new SocketClient(studio.api.baseUrl, `${path}/stream-input`)
  await client.send({ text: 'One is here. Two is there. Three is nowhere. ', flush: true })
  await begun.promise
  client.socket.terminate()
  await aborted.promise
  assert.deepEqual(studio.spoken(), [])
})

test('an engine that fails says why, and the socket is closed', async () => {
  await using studio = await openTestStudio({
    mayLog: /A socket for speech failed|./,
    beforeSpeak: () => {
      throw new Error('the weights are gone')
    },
  })
  await using client = new SocketClient(studio.api.baseUrl, `${path}/multi-stream-input`)
  await client.send({ text: 'Hello. ', context_id: 'one', flush: true })
  assert.equal((await client.closed).code, 1008)
  const [{ message, contextId } = assert.fail()] = client.frames
  assert.match(message!, /the weights are gone/)
  assert.equal(contextId, 'one')
})

test('with keys, one is asked for: in a header, in the address or in the first message, and never as a cookie', async () => {
  await using studio = await openTestStudio({
    environment: { LECTERN_API_KEYS: 'me:secret-key:editor,you:other-key:viewer' },
  })
  const single = `${path}/stream-input?output_format=pcm_24000`
  const end = { text: '' }
  const ways: [string, Record<string, string>, object][] = [
    [single, { 'xi-api-key': 'secret-key' }, { text: 'a' }],
    [single, { authorization: 'Bearer secret-key' }, { text: 'a' }],
    [`${single}&xi-api-key=secret-key`, {}, { text: 'a' }],
    [`${single}&authorization=Bearer%20secret-key`, {}, { text: 'a' }],
    [single, {}, { text: 'a', xi_api_key: 'secret-key' }],
    [single, {}, { text: 'a', 'xi-api-key': 'secret-key' }],
    [single, {}, { text: 'a', authorization: 'Bearer secret-key' }],
  ]
  for (const [address, headers, first] of ways) {
    await using client = new SocketClient(studio.api.baseUrl, address, headers)
    await client.send(first, end)
    assert.deepEqual(await client.closed, { code: 1000, reason: '' }, JSON.stringify([address, headers, first]))
  }
  assert.deepEqual(await refusal(studio, single, [{ text: 'a' }]), ['authentication_required', 1008])
  assert.deepEqual(await refusal(studio, `${single}&xi-api-key=wrong`, []), ['invalid_api_key', 1008])
  assert.deepEqual(await refusal(studio, single, [{ text: 'a', xi_api_key: 'other-key' }]), ['unauthorized', 1008])
  studio.api.key = 'secret-key'
  const { token } = (await studio.api.post('/v1/single-use-token/tts_websocket')).body
  studio.api.key = undefined
  await using invited = new SocketClient(studio.api.baseUrl, `${single}&single_use_token=${token}`)
  await invited.send({ text: 'a' }, end)
  assert.equal((await invited.closed).code, 1000)
  for (const spent of [token, `${token}x`, 'a.b.c'])
    assert.deepEqual(await refusal(studio, `${single}&single_use_token=${spent}`, []), ['invalid_api_key', 1008])
  const signedIn = await studio.api.fetch('/lectern/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: 'secret-key' }),
  })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0]
  assert.ok(cookie)
  await using client = new SocketClient(studio.api.baseUrl, single, { cookie })
  await client.send({ text: 'a' })
  assert.equal((await client.closed).code, 1008)
})

test('without keys no page of another site opens a socket, and each has so many at once', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_SOCKETS: '2' } })
  const single = `${path}/stream-input`
  const foreign = new SocketClient(studio.api.baseUrl, single, { origin: 'https://evil.example' })
  await assert.rejects(foreign.opened, /403/)
  const rebound = new SocketClient(studio.api.baseUrl, single, { host: 'evil.example' })
  await assert.rejects(rebound.opened, /403/)
  await using one = new SocketClient(studio.api.baseUrl, single)
  await using two = new SocketClient(studio.api.baseUrl, single)
  await Promise.all([one.opened, two.opened])
  assert.deepEqual(await refusal(studio, single, []), ['rate_limit_exceeded', 1008])
  one.socket.close()
  await one.closed
  await until('there is room again', async () => {
    await using next = new SocketClient(studio.api.baseUrl, single)
    await next.send({ text: '' })
    return (await next.closed).code === 1000
  })
})

test('a model that is none is refused before the socket is opened; without a socket one is asked for', async () => {
  await using studio = await openTestStudio()
  const unknown = new SocketClient(studio.api.baseUrl, `${path}/stream-input?model_id=eleven_english_sts_v2`)
  await assert.rejects(unknown.opened, /400/)
  const { body } = await studio.api.get(`${path}/stream-input`, 426)
  assert.equal(body.detail.code, 'websocket_required')
  const elsewhere = new SocketClient(studio.api.baseUrl, '/v1/voices')
  await assert.rejects(elsewhere.opened, /200/)
})

test('proof: a client that does not read is waited for', async () => {
  await using studio = await openTestStudio()
  const client = new SocketClient(studio.api.baseUrl, `${path}/stream-input?output_format=pcm_48000`)
  await client.opened
  client.socket.pause()
  const sentences = Array.from({ length: 60 }, (_, index) => ({
    text: `${'All of this is said for somebody who does not listen, '.repeat(15)}${index}. `,
  }))
  await client.send(...sentences)
  await until('some of it is spoken', () => studio.spoken().length >= 4)
  await studio.api.bytes(path, { headers: { 'content-type': 'application/json' }, body: '{"text":"Next, please."}' })
  client.socket.terminate()
  assert.ok(studio.spoken().length < 20)
})

test('a server that is closed closes its sockets first', async () => {
  const studio = await openTestStudio()
  const client = new SocketClient(studio.api.baseUrl, `${path}/stream-input`)
  await client.opened
  await studio[Symbol.asyncDispose]()
  assert.equal((await client.closed).code, 1001)
})

test('a message may come in fragments, but in no more than a hundred', async () => {
  await using studio = await openTestStudio()
  const closedAfter = async (fragments: string[]) => {
    await using client = new SocketClient(studio.api.baseUrl, `${path}/stream-input`)
    await client.opened
    for (const [index, part] of fragments.entries()) client.socket.send(part, { fin: index === fragments.length - 1 })
    return (await client.closed).code
  }
  const spaces = (count: number) => ['{"text":', ...Array<string>(count).fill(' '), '""}']
  assert.equal(await closedAfter(spaces(98)), 1000)
  assert.equal(await closedAfter(spaces(99)), 1008)
})

test('an address becomes no socket by what stands behind its question mark', async () => {
  await using studio = await openTestStudio()
  const { hostname, port } = new URL(studio.api.baseUrl)
  const upgrade = [
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
  ]
  const socket = connect({ host: hostname, port: Number(port) })
  try {
    socket.write(['GET /v1/user?x=/stream-input HTTP/1.1', `host: ${hostname}`, ...upgrade, '', ''].join('\r\n'))
    const [first] = await once(socket, 'data')
    assert.match(String(first), /^HTTP\/1.1 200 OK/)
  } finally {
    socket.destroy()
  }
})

async function speakAll(studio: TestStudio, query: string, messages: object[]): Promise<SocketClient> {
  const client = new SocketClient(studio.api.baseUrl, `${path}/stream-input${query}`)
  await client.send(...messages)
  assert.deepEqual(await client.closed, { code: 1000, reason: '' })
  return client
}

/** The error with which the last of these messages is answered, or the opening of the socket. */
async function refusal(studio: TestStudio, address: string, messages: (object | string | Buffer)[]) {
  await using client = new SocketClient(studio.api.baseUrl, address)
  await client.opened
  for (const one of messages) {
    client.socket.send(typeof one === 'string' || Buffer.isBuffer(one) ? one : JSON.stringify(one))
  }
  const { code } = await client.closed
  const { error, code: told } = client.frames.find((frame) => frame.error) ?? {}
  assert.equal(told, code)
  return [error, code]
}

/** How much sound all alignments tell of, in seconds, as clients add them up. */
function spanOf(frames: Frame[]): number {
  return frames.reduce((sum, { alignment }) => sum + (alignment ? spanOfOne(alignment) : 0), 0)
}

function spanOfOne({ charStartTimesMs: starts, charDurationsMs: durations }: NonNullable<Frame['alignment']>): number {
  return (starts.at(-1)! + durations.at(-1)!) / 1000
}
