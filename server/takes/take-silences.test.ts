import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findQuietMoments } from '#server/audio/quiet-ranges.ts'
import { findSilences, packSilences, unpackSilences } from './take-silences.ts'

const sampleRate = 24_000
const text = 'Ab. Cd.'

test('a voice that pauses for a moment only pauses there, however briefly', () => {
  const { betweenSentences } = silencesOf({ from: 0.24, to: 0.25, level: 0 })
  const [range] = betweenSentences
  assert.equal(betweenSentences.length, 1)
  assert.ok(Math.abs(range!.start / sampleRate - 0.24) <= 0.001, `${range!.start}`)
  assert.ok(Math.abs(range!.end / sampleRate - 0.25) <= 0.001, `${range!.end}`)
})

test('a voice that goes on without a pause is interrupted where it is soft, else where the next sentence begins', () => {
  const [soft] = silencesOf({ from: 0.24, to: 0.25, level: 0.1 }).betweenSentences
  assert.equal(soft!.start, soft!.end)
  assert.ok(soft!.start / sampleRate > 0.24 && soft!.start / sampleRate < 0.25, `${soft!.start}`)
  const [told] = silencesOf({ from: 0.24, to: 0.25, level: 0.8 }).betweenSentences
  assert.deepEqual(told, { start: 0.3 * sampleRate, end: 0.3 * sampleRate })
})

test('silences are known again when they were found as they are now', () => {
  const silences = { soundStart: 0, soundEnd: 900, betweenSentences: [{ start: 200, end: 300 }] }
  assert.deepEqual(unpackSilences(packSilences(silences)), silences)
  assert.equal(unpackSilences([0, 900, 200, 300]), undefined)
})

/** Of 0.6 s, in which the second sentence is told to begin at 0.3 s, with a dip to a share of its strength. */
function silencesOf({ from, to, level }: { from: number; to: number; level: number }) {
  const samples = Int16Array.from({ length: 0.6 * sampleRate }, (_, index) => {
    const isDip = index >= from * sampleRate && index < to * sampleRate
    return 10_000 * (isDip ? level : 1) * Math.sin(index / 5)
  })
  const at = (second: number) => Math.round(second * sampleRate)
  const startSamples = Uint32Array.from([0, 0.1, 0.2, 0.3, 0.3, 0.4, 0.6], at)
  const endSamples = Uint32Array.from([0.1, 0.3, 0.3, 0.3, 0.4, 0.6, 0.6], at)
  const track = { samples, sampleRate }
  const alignment = { startSamples, endSamples, source: 'native' } as const
  return findSilences({ text, language: 'en', alignment, track }, findQuietMoments(track))
}
