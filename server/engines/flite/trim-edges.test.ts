import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trimEdges } from './trim-edges.ts'

const sampleRate = 1000

test('long silences are cut to their known length, and the times move along', () => {
  const samples = new Int16Array(1000).fill(7, 250, 500)
  const speech = trimEdges({ samples, sampleRate, segments: segmentsOf([0.25, 0.5, 1]) })
  assert.deepEqual([speech.samples.length, speech.samples.indexOf(7), speech.samples.lastIndexOf(7)], [450, 50, 299])
  assert.deepEqual(speech.segments, [{ phone: 'ae', startSeconds: 0.05, endSeconds: 0.3 }])
})

test('short silences are lengthened to the same', () => {
  const samples = new Int16Array(400).fill(7, 20, 330)
  const speech = trimEdges({ samples, sampleRate, segments: segmentsOf([0.02, 0.33, 0.4]) })
  assert.deepEqual([speech.samples.length, speech.samples.indexOf(7), speech.samples.lastIndexOf(7)], [510, 50, 359])
})

test('nothing but silence becomes the two edges', () => {
  const segments = [{ phone: 'pau', startSeconds: 0, endSeconds: 0.4 }]
  const speech = trimEdges({ samples: new Int16Array(400), sampleRate, segments })
  assert.deepEqual([speech.samples.length, speech.segments.length], [200, 0])
})

/** Silence, one vowel, silence; given are their ends. */
function segmentsOf([silence, vowel, end]: [number, number, number]) {
  return [
    { phone: 'pau', startSeconds: 0, endSeconds: silence },
    { phone: 'ae', startSeconds: silence, endSeconds: vowel },
    { phone: 'pau', startSeconds: vowel, endSeconds: end },
  ]
}
