import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { joinSamples } from './pcm.ts'
import { openResampler, resample, resampledLength } from './resample.ts'

const sampleRate = fc.constantFrom(8_000, 16_000, 22_050, 24_000, 44_100, 48_000)
const samples = fc.int16Array({ maxLength: 3_000, size: 'max' })

test('the length is ceil(samples · up / down), also for a day of sound', () => {
  fc.assert(
    fc.property(fc.nat(86_400 * 48_000), sampleRate, sampleRate, (sampleCount, fromRate, toRate) => {
      const exact = (BigInt(sampleCount) * BigInt(toRate) + BigInt(fromRate) - 1n) / BigInt(fromRate)
      assert.equal(resampledLength(sampleCount, fromRate, toRate), Number(exact))
    }),
  )
})

test('a track comes out with the length that was foretold', () => {
  fc.assert(
    fc.property(samples, sampleRate, sampleRate, (samples, fromRate, toRate) => {
      const length = resampledLength(samples.length, fromRate, toRate)
      assert.equal(resample({ samples, sampleRate: fromRate }, toRate).length, length)
    }),
  )
})

test('pieces of any size give the same samples as the whole', () => {
  const cuts = fc.array(fc.nat(900), { maxLength: 40, size: 'max' })
  fc.assert(
    fc.property(samples, cuts, sampleRate, sampleRate, (samples, sizes, fromRate, toRate) => {
      const resampler = openResampler(fromRate, toRate)
      const pieces = cut(samples, sizes).map((piece) => resampler.push(piece))
      const joined = joinSamples([...pieces, resampler.finish()])
      assert.deepEqual(joined, Int16Array.from(resample({ samples, sampleRate: fromRate }, toRate)))
    }),
  )
})

test('at the same rate nothing changes', () => {
  const samples = Int16Array.of(1, -2, 32_767, -32_768)
  assert.deepEqual(resample({ samples, sampleRate: 24_000 }, 24_000), Int16Array.of(1, -2, 32_767, -32_768))
})

test('silence stays silence and a steady level stays what it was', () => {
  assert.ok(resample({ samples: new Int16Array(999), sampleRate: 16_000 }, 44_100).every((sample) => sample === 0))
  const steady = resample({ samples: new Int16Array(999).fill(-12_345), sampleRate: 16_000 }, 44_100)
  assert.ok(steady.subarray(200, -200).every((sample) => sample === -12_345))
})

test('what overshoots is clipped, not wrapped', () => {
  const square = Int16Array.from({ length: 2_000 }, (_, index) => (index % 40 < 20 ? 32_767 : -32_768))
  const output = resample({ samples: square, sampleRate: 24_000 }, 44_100)
  for (let index = 0; index < output.length; index++) {
    const place = ((index * 80) / 147) % 20
    if (place < 2 || place > 18) continue
    const isHigh = ((index * 80) / 147) % 40 < 20
    assert.equal(output[index]! > 20_000, isHigh, `sample ${index}`)
  }
})

test('there is no delay: an impulse stays at its second', () => {
  const samples = new Int16Array(1_000)
  samples[480] = 20_000 // 0.02 s at 24 kHz, which is sample 882 at 44.1 kHz
  const output = resample({ samples, sampleRate: 24_000 }, 44_100)
  assert.equal(output.indexOf(Math.max(...output)), 882)
  for (let distance = 1; distance < 40; distance++) assert.equal(output[882 - distance], output[882 + distance])
})

// SINAD of a 16-bit full-scale tone is at most 98 dB; half scale loses 6 dB, and the input was rounded as well.
for (const [fromRate, toRate, frequency, leastDecibels] of [
  [24_000, 44_100, 1_000, 88],
  [24_000, 44_100, 10_000, 84],
  [22_050, 44_100, 9_000, 88],
  [16_000, 44_100, 6_500, 85],
  [44_100, 24_000, 10_000, 88],
  [24_000, 8_000, 3_000, 88],
] as const) {
  test(`a tone of ${frequency} Hz from ${fromRate} to ${toRate} Hz keeps a SINAD of ${leastDecibels} dB`, () => {
    const { sinadDecibels, gainDecibels } = measureTone(tone(frequency, fromRate, toRate), frequency, toRate)
    assert.ok(sinadDecibels >= leastDecibels, `${sinadDecibels} dB`)
    assert.ok(Math.abs(gainDecibels) < 0.3, `${gainDecibels} dB louder`)
  })
}

for (const [fromRate, toRate, frequency] of [
  [44_100, 24_000, 14_000],
  [24_000, 8_000, 5_000],
  [48_000, 44_100, 23_500],
] as const) {
  test(`a tone of ${frequency} Hz that ${toRate} Hz cannot hold is 80 dB down`, () => {
    const output = tone(frequency, fromRate, toRate).subarray(1_000, -1_000)
    assert.ok(decibels(power(output) / (16_384 ** 2 / 2)) < -80)
  })
}

/** A second at half scale, resampled. */
function tone(frequency: number, fromRate: number, toRate: number): Int16Array {
  const samples = Int16Array.from({ length: fromRate }, (_, index) =>
    Math.round(16_384 * Math.sin((2 * Math.PI * frequency * index) / fromRate)),
  )
  return resample({ samples, sampleRate: fromRate }, toRate)
}

/** Fits the sine of that frequency (its phase at sample 0 is known) and calls the rest noise. */
function measureTone(output: Int16Array, frequency: number, sampleRate: number) {
  const margin = Math.floor(output.length / 5)
  const indices = Array.from({ length: output.length - 2 * margin }, (_, index) => index + margin)
  const sines = indices.map((index) => Math.sin((2 * Math.PI * frequency * index) / sampleRate))
  const heard = indices.map((index) => output[index]!)
  const amplitude =
    sines.reduce((sum, sine, index) => sum + sine * heard[index]!, 0) / sines.reduce((sum, sine) => sum + sine ** 2, 0)
  const noise = power(heard.map((sample, index) => sample - amplitude * sines[index]!))
  return {
    sinadDecibels: decibels(amplitude ** 2 / 2 / noise),
    gainDecibels: decibels((amplitude / 16_384) ** 2),
  }
}

function power(samples: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < samples.length; index++) sum += samples[index]! ** 2
  return sum / samples.length
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio)
}

function cut(samples: Int16Array, sizes: number[]): Int16Array[] {
  const pieces: Int16Array[] = []
  let position = 0
  for (const size of sizes) pieces.push(samples.subarray(position, (position += size)))
  return [...pieces, samples.subarray(position)]
}
