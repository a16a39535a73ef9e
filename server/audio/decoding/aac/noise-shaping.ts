import type { BitReader } from './bit-reader.ts'
import { type FrameShape, type ShapingFilter, shortLength, windowSequence } from './frame.ts'

// Temporal noise shaping: filters that run along the spectrum. Source: ISO/IEC 14496-3, 4.6.9.

/** Of each window, its filters from the highest band on. */
export function readNoiseShaping(bits: BitReader, { sequence }: FrameShape): ShapingFilter[][] {
  const isShort = sequence === windowSequence.short
  const [countBits, lengthBits, orderBits] = isShort ? [1, 4, 3] : [2, 6, 5]
  return Array.from({ length: isShort ? 8 : 1 }, () => {
    const count = bits.bits(countBits)
    const resolution = count > 0 ? bits.bit() + 3 : 0
    return Array.from({ length: count }, () => {
      const bandCount = bits.bits(lengthBits)
      const order = bits.bits(orderBits)
      if (order === 0) return { bandCount, isDownward: false, coefficients: [] }
      const isDownward = bits.flag()
      const valueBits = resolution - bits.bit()
      const told = Array.from({ length: order }, () => toSigned(bits.bits(valueBits), valueBits))
      return { bandCount, isDownward, coefficients: toFilter(told.map((value) => toReflection(value, resolution))) }
    })
  })
}

function toSigned(value: number, bitCount: number): number {
  return value >= 2 ** (bitCount - 1) ? value - 2 ** bitCount : value
}

function toReflection(value: number, resolution: number): number {
  const steps = 2 ** (resolution - 1) + (value >= 0 ? -0.5 : 0.5)
  return Math.sin((value * Math.PI) / 2 / steps)
}

/** From reflections to the taps of the filter. */
function toFilter(reflections: number[]): number[] {
  let taps: number[] = []
  for (const reflection of reflections) {
    const before = taps
    taps = [...before.map((tap, index) => tap + reflection * before[before.length - 1 - index]!), reflection]
  }
  return taps
}

/** Shapes the spectrum of a frame in its place. */
export function shapeNoise(spectrum: Float64Array, shaping: ShapingFilter[][], { bands, bandCount }: FrameShape): void {
  const most = Math.min(bands.mostShaped, bandCount)
  for (const [window, filters] of shaping.entries()) {
    let bottom = bands.starts.length - 1
    for (const { bandCount: reach, isDownward, coefficients } of filters) {
      const top = bottom
      bottom = Math.max(0, top - reach)
      const start = window * shortLength + bands.starts[Math.min(bottom, most)]!
      const end = window * shortLength + bands.starts[Math.min(top, most)]!
      if (isDownward) filter(spectrum, coefficients, end - 1, start - 1, -1)
      else filter(spectrum, coefficients, start, end, 1)
    }
  }
}

function filter(spectrum: Float64Array, taps: number[], from: number, until: number, step: 1 | -1): void {
  const before: number[] = []
  for (let place = from; place !== until && (until - place) * step > 0; place += step) {
    let value = spectrum[place]!
    for (let index = 0; index < before.length; index++) value -= taps[index]! * before[index]!
    spectrum[place] = value
    before.unshift(value)
    if (before.length > taps.length) before.pop()
  }
}
