import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinSamples } from '../pcm.ts'
import { combineLoudness } from './combine-loudness.ts'
import { kWeightingFilters } from './k-weighting.ts'
import { integratedLoudness } from './loudness.ts'
import { sumTake } from './take-sums.ts'

test('at 48 kHz the filters are those of BS.1770', () => {
  const { shelf, highPass } = kWeightingFilters(48_000)
  const standard = {
    b0: 1.53512485958697,
    b1: -2.69169618940638,
    b2: 1.19839281085285,
    a1: -1.69065929318241,
    a2: 0.73248077421585,
  }
  for (const name of ['b0', 'b1', 'b2', 'a1', 'a2'] as const)
    assert.ok(Math.abs(shelf[name] - standard[name]) < 1e-10, name)
  assert.ok(Math.abs(highPass.a1 + 1.99004745483398) < 1e-10)
  assert.ok(Math.abs(highPass.a2 - 0.99007225036621) < 1e-10)
})

// The signals of EBU Tech 3341 (2016), table 1, in mono, where each is 3.01 LU softer than in both channels.
for (const sampleRate of [16_000, 22_050, 44_100]) {
  test(`${sampleRate === 16_000 ? '' : 'proof: '}the test signals of EBU Tech 3341 measure as they should at ${sampleRate} Hz`, () => {
    const cases: { signal: [decibels: number, seconds: number][]; lufs: number }[] = [
      { signal: [[-23, 20]], lufs: -23 },
      { signal: [[-33, 20]], lufs: -33 },
      {
        signal: [
          [-36, 10],
          [-23, 60],
          [-36, 10],
        ],
        lufs: -23,
      },
      {
        signal: [
          [-72, 10],
          [-36, 10],
          [-23, 60],
          [-36, 10],
          [-72, 10],
        ],
        lufs: -23,
      },
      {
        signal: [
          [-26, 20],
          [-20, 20.1],
          [-26, 20],
        ],
        lufs: -23,
      },
    ]
    for (const { signal, lufs } of cases) {
      const samples = joinSamples(signal.map(([decibels, seconds]) => sine(decibels, seconds, sampleRate)))
      const { integratedLufs } = combineLoudness([{ take: sumTake({ samples, sampleRate }), pauseSeconds: 0 }])
      assert.ok(Math.abs(integratedLufs - (lufs - 3.01)) < 0.1, `${integratedLufs} instead of ${lufs} - 3.01`)
    }
  })
}

test('silence, nothing and what is shorter than a block have no loudness', () => {
  assert.equal(integratedLoudness([]), Number.NEGATIVE_INFINITY)
  assert.equal(integratedLoudness([1, 1, 1]), Number.NEGATIVE_INFINITY)
  assert.equal(integratedLoudness(new Float32Array(50)), Number.NEGATIVE_INFINITY)
})

/** Of 1 kHz. @param decibels of its peak, full scale being 0 */
function sine(decibels: number, seconds: number, sampleRate: number): Int16Array {
  const amplitude = 32_768 * 10 ** (decibels / 20)
  const step = (2 * Math.PI * 1_000) / sampleRate
  return Int16Array.from({ length: seconds * sampleRate }, (_, index) => Math.round(amplitude * Math.sin(index * step)))
}
