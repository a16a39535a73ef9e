import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMp3 } from './decode-mp3.ts'
import { openTestStudio } from './studio.ts'

const path = '/v1/text-to-dialogue'
const inputs = [
  { text: 'Who goes there?', voice_id: 'tone-a' },
  { text: 'A friend. <break time="0.5s" />', voice_id: 'tone-b' },
  { text: '<break time="0.25s" />Pass.', voice_id: 'tone-b' },
]

test('a dialogue is one sound, and tells who is heard when', async () => {
  await using studio = await openTestStudio()
  const { body } = await studio.api.post(`${path}/with-timestamps`, { inputs })
  assert.equal(body.alignment.characters.join(''), 'Who goes there?A friend. Pass.')
  const segments = body.voice_segments.map((one: Record<string, number>) => [
    one.voice_id,
    one.dialogue_input_index,
    one.character_start_index,
    one.character_end_index,
    round(one.start_time_seconds!),
    round(one.end_time_seconds!),
  ])
  assert.deepEqual(segments, [
    ['tone-a', 0, 0, 15, 0, 0.75],
    ['tone-b', 1, 15, 25, 0.75, 1.25],
    ['tone-b', 2, 25, 30, 2, 2.25],
  ])
  const samples = await decodeMp3(Buffer.from(body.audio_base64, 'base64'))
  assert.equal(samples.length, 2.25 * 44_100)
  assert.deepEqual(studio.spoken().toSorted(), ['A friend. ', 'Pass.', 'Who goes there?'])
})

test('all four ways say the same', async () => {
  await using studio = await openTestStudio()
  const query = 'output_format=pcm_44100'
  const whole = await studio.api.bytes(`${path}?${query}`, toJson({ inputs }))
  const stream = await studio.api.bytes(`${path}/stream?${query}`, toJson({ inputs }))
  assert.ok(stream.bytes.equals(whole.bytes))
  const { body: answer } = await studio.api.post(`${path}/with-timestamps?${query}`, { inputs })
  assert.equal(answer.audio_base64, whole.bytes.toString('base64'))

  const lines = await studio.api.bytes(`${path}/stream/with-timestamps?${query}`, toJson({ inputs }))
  const chunks = lines.bytes
    .toString()
    .trimEnd()
    .split('\n\n')
    .map((line) => JSON.parse(line))
  assert.ok(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.audio_base64, 'base64'))).equals(whole.bytes))
  assert.deepEqual(
    chunks.flatMap((chunk) => chunk.alignment?.characters ?? []),
    answer.alignment.characters,
  )
  assert.deepEqual(joinSegments(chunks.flatMap((chunk) => chunk.voice_segments)), answer.voice_segments)
})

test('settings count for all voices, and everything the public API takes is taken', async () => {
  await using studio = await openTestStudio()
  await studio.api.post(`${path}/with-timestamps`, {
    inputs,
    settings: { stability: 0.2, similarity: 0.9 },
    language_code: 'en',
    seed: 7,
    previous_text: 'Before.',
    future_text: 'After.',
    previous_request_ids: ['one'],
    apply_text_normalization: 'off',
  })
})

test('a dialogue is in the history turn by turn', async () => {
  await using studio = await openTestStudio()
  const spoken = await studio.api.bytes(path, toJson({ inputs: inputs.slice(0, 2) }))
  const id = spoken.headers.get('history-item-id')
  const { body } = await studio.api.get(`/v1/history/${id}`)
  assert.deepEqual(
    body.dialogue.map((turn: { text: string; voice_id: string }) => [turn.voice_id, turn.text]),
    [
      ['tone-a', 'Who goes there?'],
      ['tone-b', 'A friend. <break time="0.5s" />'],
    ],
  )
  // Clients insist on a voice: it is that of the one who speaks first.
  assert.deepEqual([body.voice_id, body.voice_category, typeof body.settings.speed], ['tone-a', 'premade', 'number'])
  assert.equal((await studio.api.get('/v1/history?voice_id=tone-b')).body.history.length, 1)
  const heard = await studio.api.bytes(`/v1/history/${id}/audio`, { method: 'GET' })
  assert.ok(heard.bytes.equals(spoken.bytes))
})

test('too many voices, too much text, nothing to say and unknown voices are refused', async () => {
  await using studio = await openTestStudio()
  const code = async (list: object[], status: number) =>
    (await studio.api.post(`${path}/with-timestamps`, { inputs: list }, status)).body.detail.code
  const voices = Array.from({ length: 11 }, (_, index) => ({ text: 'Hi.', voice_id: `voice-${index}` }))
  assert.equal(await code(voices, 400), 'invalid_parameters')
  const long = { text: 'x'.repeat(1_501), voice_id: 'tone-a' }
  assert.equal(await code([long, long], 400), 'text_too_long')
  assert.equal(await code([], 400), 'empty_text')
  assert.equal(await code([{ text: ' … ', voice_id: 'tone-a' }], 400), 'empty_text')
  assert.equal(await code([{ text: 'Hi.', voice_id: 'nobody' }], 404), 'voice_not_found')
})

/** The lines of a stream tell of a turn bit by bit. */
function joinSegments(segments: Record<string, number>[]): Record<string, number>[] {
  const turns = Map.groupBy(segments, (one) => one.dialogue_input_index!)
  return [...turns.values()].map((ofTurn) => {
    const { end_time_seconds, character_end_index } = ofTurn.at(-1)!
    return { ...ofTurn[0], end_time_seconds: end_time_seconds!, character_end_index: character_end_index! }
  })
}

function round(seconds: number): number {
  return Math.round(seconds * 1e3) / 1e3
}

function toJson(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
