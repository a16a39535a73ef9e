import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPowerSpectra } from './power-spectra.ts'

test('two frames at once have the powers that the definition gives each', () => {
  const length = 32
  const frames = [0.3, 1.7].map((seed) => Float64Array.from({ length }, (_, index) => Math.sin(seed * index * index)))
  const spectra = openPowerSpectra(length)
  const powers = [new Float64Array(length / 2 + 1), new Float64Array(length / 2 + 1)] as const
  spectra.first.set(frames[0]!)
  spectra.second.set(frames[1]!)
  spectra.transform(...powers)
  for (const [which, frame] of frames.entries()) {
    for (let k = 0; k <= length / 2; k++) {
      const right = powerOf(frame, k)
      assert.ok(Math.abs(powers[which]![k]! - right) < 1e-9, `power ${k} of frame ${which}`)
    }
  }
})

/** The discrete Fourier transform as it is defined. */
function powerOf(frame: Float64Array, k: number): number {
  const angle = (index: number) => (2 * Math.PI * k * index) / frame.length
  const real = frame.reduce((sum, value, index) => sum + value * Math.cos(angle(index)), 0)
  const imaginary = frame.reduce((sum, value, index) => sum - value * Math.sin(angle(index)), 0)
  return real ** 2 + imaginary ** 2
}
