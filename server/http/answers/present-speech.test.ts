import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SpeechPiece, SpeechTimes } from '#server/speaking/speech-pieces.ts'
import { toSpeechFormat } from '../requests/output-format.ts'
import { toLines } from './present-speech.ts'

test('however many characters begin at once, and however wide they are, no line is longer than 64 KB', async () => {
  const sound = new Uint8Array(24_000)
  const pieces = [
    { audio: sound, times: timesOf(0, 5_000, 200) },
    { audio: new Uint8Array(0), times: timesOf(0, 200, 0) },
    { audio: new Uint8Array(0), times: timesOf(1, 0, 200) },
    { audio: sound, times: timesOf(1, 10, 10) },
    { audio: new Uint8Array(0), times: timesOf(1, 0, 0) },
    { audio: new Uint8Array(0) },
  ]
  for (const format of ['pcm_48000', 'mp3_44100_192'] as const) {
    const lines = await Array.fromAsync(toLines(inOrder(pieces), toSpeechFormat(format), ['one', 'two']))
    assert.ok(Math.max(...lines.map((line) => line.length)) <= 65_536)
    const told = lines.map((line) => JSON.parse(Buffer.from(line).toString()))
    const written = told.flatMap(({ alignment }) => alignment?.characters ?? [])
    const spoken = told.flatMap(({ normalized_alignment }) => normalized_alignment?.characters ?? [])
    assert.deepEqual([written.length, spoken.length], [5_210, 410])
    const audio = told.map(({ audio_base64 }) => audio_base64).join('')
    assert.equal(Buffer.from(audio, 'base64').length, 48_000)
    const ends = told.flatMap(({ voice_segments }) => voice_segments.map(endOf))
    assert.deepEqual([ends.at(0), ends.at(-1)], [300, 5_210])
  }
})

test('what the encoder keeps back is told with the sound that comes next, and no line is empty', async () => {
  const pieces = [
    { audio: new Uint8Array(0), times: timesOf(0, 3, 3) },
    { audio: new Uint8Array(4), times: timesOf(0, 2, 2) },
    { audio: new Uint8Array(4), times: timesOf(0, 0, 0) },
    { audio: new Uint8Array(0) },
  ]
  const lines = await Array.fromAsync(toLines(inOrder(pieces), toSpeechFormat('pcm_16000')))
  const told = lines.map((line) => JSON.parse(Buffer.from(line).toString()))
  assert.deepEqual(
    told.map(({ alignment }) => alignment?.characters.length ?? null),
    [5, null],
  )
  assert.ok(lines.every((line) => Buffer.from(line).toString().endsWith('}\n\n')))
})

async function* inOrder(pieces: SpeechPiece[]): AsyncGenerator<SpeechPiece> {
  yield* pieces
}

function endOf(segment: { character_end_index: number }): number {
  return segment.character_end_index
}

function timesOf(turn: number, written: number, spoken: number): SpeechTimes {
  return { turn, written: characters(written), spoken: characters(spoken), sampleCount: 0 }
}

/** As long as they get in JSON: an hour into the text, to the microsecond. */
function characters(count: number) {
  const second = Array<number>(count).fill(35_999.123456)
  return { characters: Array<string>(count).fill('\u0001'), startSeconds: second, endSeconds: second }
}
