import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findSound } from './find-sound.ts'

const sampleRate = 1_000

test('silence at the edges is told from the sound, and long silences inside are pauses', () => {
  const samples = new Int16Array(1_000).fill(5_000, 100, 400).fill(5_000, 600, 650).fill(5_000, 700, 900)
  assert.deepEqual(findSound({ samples, sampleRate }), { start: 100, end: 900, pauses: [{ start: 400, end: 600 }] })
})

test('hiss 50 dB below the sound is silence, and sound 40 dB below is not', () => {
  const hiss = new Int16Array(600).fill(30, 0, 300).fill(10_000, 300, 600)
  assert.equal(findSound({ samples: hiss, sampleRate }).start, 300)
  const faint = new Int16Array(600).fill(100, 0, 300).fill(10_000, 300, 600)
  assert.equal(findSound({ samples: faint, sampleRate }).start, 0)
})

test('nothing, digital silence and a last bit that flickers have no sound', () => {
  for (const samples of [new Int16Array(0), new Int16Array(500), new Int16Array(500).map((_, index) => index % 2)]) {
    assert.deepEqual(findSound({ samples, sampleRate }), { start: 0, end: 0, pauses: [] })
  }
})
