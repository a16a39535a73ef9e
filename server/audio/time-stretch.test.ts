import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aNoise } from './samples.test-kit.ts'
import { stretchTime } from './time-stretch.ts'

const sampleRate = 24_000

test('a tone keeps its pitch and its strength at every speed, and none of its joins is heard', () => {
  for (const hertz of [90, 220, 1_000]) {
    const samples = Int16Array.from(
      { length: sampleRate },
      (_, index) => 8_000 * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
    )
    for (const speed of [0.25, 0.7, 0.9, 1.1, 1.3, 2, 4]) {
      const heard = stretchTime({ samples, sampleRate }, speed)
      assert.equal(heard.length, Math.round(samples.length / speed))
      const middle = heard.subarray(2_000, heard.length - 2_000)
      assert.ok(Math.abs(pitchOf(middle) / hertz - 1) < 0.02, `${hertz} Hz at ${speed}: ${pitchOf(middle)}`)
      assert.ok(Math.abs(20 * Math.log10(rms(middle) / rms(samples))) < 0.5, `${hertz} Hz at ${speed}: ${rms(middle)}`)
      assert.ok(largestStep(middle) < 1.1 * largestStep(samples) + 2, `${hertz} Hz at ${speed}`)
    }
  }
})

test('what happens at a time is heard at that time by the speed, to within 10 ms', () => {
  const samples = new Int16Array(2 * sampleRate)
  const bursts = [4_800, 12_000, 19_200, 36_000]
  for (const at of bursts) samples.set(aNoise(2_400, at), at)
  for (const speed of [0.5, 0.8, 1.25, 2]) {
    const heard = stretchTime({ samples, sampleRate }, speed)
    const onsets = [...heard.keys()].filter(
      (at) => heard[at] !== 0 && heard.subarray(Math.max(0, at - 1_000), at).every((one) => one === 0),
    )
    assert.equal(onsets.length, bursts.length, `at ${speed}`)
    for (const [index, onset] of onsets.entries()) {
      assert.ok(Math.abs(onset - bursts[index]! / speed) <= 0.016 * sampleRate, `at ${speed}: ${onset}`)
    }
  }
})

test('whatever the sound, its length is that of the speed, and no sample is louder than it can be', () => {
  fc.assert(
    fc.property(fc.nat(3_000), fc.double({ min: 0.25, max: 4, noNaN: true }), fc.nat(99), (length, speed, seed) => {
      const heard = stretchTime({ samples: aNoise(length, seed), sampleRate: 8_000 }, speed)
      assert.equal(heard.length, Math.round(length / speed))
    }),
    { numRuns: 100 },
  )
})

/** By its upward crossings of zero. */
function pitchOf(sound: Int16Array): number {
  const crossings = [...sound.keys()].filter((at) => at > 0 && sound[at - 1]! < 0 && sound[at]! >= 0)
  return ((crossings.length - 1) * sampleRate) / (crossings.at(-1)! - crossings[0]!)
}

function rms(sound: Int16Array): number {
  return Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length)
}

function largestStep(sound: Int16Array): number {
  return sound.reduce((most, sample, at) => (at === 0 ? most : Math.max(most, Math.abs(sample - sound[at - 1]!))), 0)
}
