import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alignment } from '#server/audio/alignment.ts'
import { trimSilence } from './trim-silence.ts'

const sampleRate = 1000

test('long silences are cut to their known length, and the times move along', () => {
  const samples = new Int16Array(1000).fill(700, 250, 500)
  const { track, alignment, isSilent } = trimSilence({ samples, sampleRate }, timesOf([0, 300], [300, 1000]))
  assert.deepEqual([track.samples.length, track.samples.indexOf(700), track.samples.lastIndexOf(700)], [450, 50, 299])
  assert.deepEqual(alignment, timesOf([0, 100], [100, 450]))
  assert.deepEqual([track.sampleRate, isSilent], [sampleRate, false])
})

test('short silences are lengthened to the same', () => {
  const samples = new Int16Array(400).fill(700, 20, 330)
  const { track, alignment } = trimSilence({ samples, sampleRate }, timesOf([20, 200], [200, 330]))
  assert.deepEqual([track.samples.length, track.samples.indexOf(700), track.samples.lastIndexOf(700)], [510, 50, 359])
  assert.deepEqual(alignment, timesOf([50, 230], [230, 360]))
})

test('a sound that fills its track to the last sample keeps all of it', () => {
  const { track } = trimSilence({ samples: new Int16Array(333).fill(700), sampleRate }, undefined)
  assert.deepEqual([track.samples.length, track.samples.indexOf(700), track.samples.lastIndexOf(700)], [533, 50, 382])
})

test('the hiss of a room is silence beside a voice; a whole track that is as faint as a voice is not', () => {
  const samples = Int16Array.from({ length: 1000 }, (_, at) => (at >= 400 && at < 600 ? 8000 : 20) * (at % 2 ? 1 : -1))
  assert.equal(trimSilence({ samples, sampleRate }, undefined).track.samples.length, 400)
  const faint = samples.map((sample) => (Math.abs(sample) > 20 ? sample / 200 : 0))
  assert.equal(trimSilence({ samples: faint, sampleRate }, undefined).track.samples.length, 400)
})

test('a soft consonant in front of a vowel is not cut off', () => {
  const samples = new Int16Array(1000).fill(100, 300, 400).fill(9000, 400, 600)
  assert.equal(trimSilence({ samples, sampleRate }, undefined).track.samples.indexOf(100), 50)
})

test('of nothing but silence, and of nothing at all, only the edges are left', () => {
  for (const samples of [new Int16Array(1000).fill(3), new Int16Array(0)]) {
    const { track, alignment, isSilent } = trimSilence({ samples, sampleRate }, timesOf([0], [samples.length]))
    assert.deepEqual(track.samples, new Int16Array(200))
    assert.deepEqual([alignment.endSamples[0]! <= 200, isSilent], [true, true])
  }
})

function timesOf(starts: number[], ends: number[]): Alignment {
  return { startSamples: Uint32Array.from(starts), endSamples: Uint32Array.from(ends), source: 'native' }
}
