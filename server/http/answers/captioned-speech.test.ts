import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import type { SpeechPiece } from '#server/speaking/speech-pieces.ts'
import { collectWords, writeCaptioned } from './captioned-speech.ts'
import { onlyAudio } from './present-speech.ts'

test('the words of a speech are told behind its sound, also those that its pieces cut', async () => {
  const answer = await buffer(writeSpeech(2_000))
  const { audio, audio_format, timestamps } = JSON.parse(answer.toString())
  assert.deepEqual([audio.length > 0, audio_format, timestamps.length], [true, 'audio/wav', 2_000])
  assert.deepEqual(timestamps[0], { word: 'w1000', start_time: 0.5, end_time: 1 })
  const told = timestamps.map(({ word }: { word: string }) => word).join(' ')
  assert.equal(told, textOf(2_000))
})

test('proof: the words of a speech as long as may be hold nobody up', async () => {
  await assertStandsLess(50, () => buffer(writeSpeech(19_500)))
})

function textOf(words: number): string {
  return Array.from({ length: words }, (_, index) => `w${1_000 + index}`).join(' ')
}

/** Each character lasts a tenth of a second; the codec brings half a second before them. */
function writeSpeech(words: number): AsyncGenerator<Uint8Array> {
  const { pieces, takeWords } = collectWords(speak(textOf(words)), 0.5)
  return writeCaptioned({ sound: onlyAudio(pieces), audioFormat: 'audio/wav', takeWords })
}

/** As an engine says it: utterance by utterance, which may end within a word. */
async function* speak(text: string): AsyncGenerator<SpeechPiece> {
  for (let start = 0; start < text.length; start += 997) {
    const characters = [...text.slice(start, start + 997)]
    const startSeconds = characters.map((_, index) => (start + index) / 10)
    const endSeconds = characters.map((_, index) => (start + index + 1) / 10)
    const times = { characters, startSeconds, endSeconds }
    yield { audio: new Uint8Array(4_800), times: { turn: 0, sampleCount: 2_400, written: times, spoken: times } }
  }
}
