import type { BitReader } from './bit-reader.ts'
import { codeBooks } from './code-book.ts'
import { type FrameShape, frameLength, type Pulse, shortLength, specialBook } from './frame.ts'

/** What a codebook of the spectrum says at once: as many coefficients, from `least` on; or how far they are from zero. */
const kinds = [
  undefined,
  { count: 4, size: 3, least: -1 },
  { count: 4, size: 3, least: -1 },
  { count: 4, size: 3, least: 0 },
  { count: 4, size: 3, least: 0 },
  { count: 2, size: 9, least: -4 },
  { count: 2, size: 9, least: -4 },
  { count: 2, size: 8, least: 0 },
  { count: 2, size: 8, least: 0 },
  { count: 2, size: 13, least: 0 },
  { count: 2, size: 13, least: 0 },
  { count: 2, size: 17, least: 0 },
] as const
const escapeBook = 11
const escapeValue = 16

interface Told {
  shape: FrameShape
  books: number[][]
  factors: number[][]
  pulses: Pulse[]
}

/** Reads the coefficients and brings them to their size, in steps of 16 bits. */
export function readSpectrum(bits: BitReader, { shape, books, factors, pulses }: Told): Float64Array {
  const spectrum = new Float64Array(frameLength)
  let window = 0
  for (const [group, length] of shape.groups.entries()) {
    for (const [band, book] of books[group]!.entries()) {
      const [start, end] = [shape.bands.starts[band]!, shape.bands.starts[band + 1]!]
      const factor = 2 ** ((factors[group]![band]! - (book === specialBook.noise ? 0 : 100)) / 4)
      for (let index = 0; index < length; index++) {
        const first = (window + index) * shortLength
        const part = spectrum.subarray(first + start, first + end)
        if (book === specialBook.noise) fillWithNoise(part, factor)
        else if (book >= 1 && book <= escapeBook) readBand(bits, book, part)
        if (book >= 1 && book <= escapeBook) {
          for (const { at, amount } of pulses)
            if (at >= start && at < end) part[at - start]! += part[at - start]! > 0 ? amount : -amount
          for (let place = 0; place < part.length; place++)
            part[place] = Math.cbrt(part[place]!) * Math.abs(part[place]!) * factor
        }
      }
    }
    window += length
  }
  return spectrum
}

/** Whole numbers as they were told. */
function readBand(bits: BitReader, book: number, part: Float64Array): void {
  const { count, size, least } = kinds[book]!
  for (let place = 0; place < part.length; place += count) {
    let word = codeBooks[book]!(bits)
    for (let index = count - 1; index >= 0; index--) {
      part[place + index] = (word % size) + least
      word = Math.floor(word / size)
    }
    if (least < 0) continue
    for (let index = place; index < place + count; index++)
      if (part[index] !== 0 && bits.flag()) part[index] = -part[index]!
    if (book !== escapeBook) continue
    for (let index = place; index < place + count; index++)
      if (Math.abs(part[index]!) === escapeValue) part[index] = Math.sign(part[index]!) * readEscaped(bits)
  }
}

function readEscaped(bits: BitReader): number {
  let length = 4
  while (bits.flag() && length < 16) length++
  return 2 ** length + bits.bits(length)
}

let noiseState = 1

/** @param factor the square root of its energy */
function fillWithNoise(part: Float64Array, factor: number): void {
  let energy = 0
  for (let place = 0; place < part.length; place++) {
    noiseState = (Math.imul(noiseState, 1_664_525) + 1_013_904_223) | 0
    part[place] = noiseState
    energy += noiseState ** 2
  }
  const scale = factor / Math.sqrt(energy)
  for (let place = 0; place < part.length; place++) part[place]! *= scale
}
