import { bandsOf } from './bands.ts'
import type { BitReader } from './bit-reader.ts'
import { codeBooks } from './code-book.ts'
import { type ChannelStream, type FrameShape, type Pulse, specialBook, UnknownSound, windowSequence } from './frame.ts'
import { readNoiseShaping } from './noise-shaping.ts'
import { readSpectrum } from './spectrum.ts'

/** @throws UnknownSound */
export function readShape(bits: BitReader, rateNumber: number): FrameShape {
  bits.bit()
  const sequence = bits.bits(2)
  const isKaiserBessel = bits.flag()
  const isShort = sequence === windowSequence.short
  const bandCount = bits.bits(isShort ? 4 : 6)
  const groups = isShort ? readGroups(bits.bits(7)) : [1]
  if (!isShort && bits.flag()) throw new UnknownSound('it predicts, as AAC-LC does not')
  const bands = bandsOf(rateNumber, isShort)
  if (bandCount >= bands.starts.length) throw new UnknownSound('a frame has more bands than there are')
  return { sequence, isKaiserBessel, groups, bandCount, bands }
}

/** A bit of each window but the first: whether it belongs to the group before. */
function readGroups(together: number): number[] {
  const groups = [1]
  for (let window = 1; window < 8; window++) {
    if ((together >> (7 - window)) & 1) groups[groups.length - 1]!++
    else groups.push(1)
  }
  return groups
}

/**
 * One channel of a frame. @param common the shape that two channels share
 * @throws UnknownSound
 * Source: ISO/IEC 14496-3, 4.4.2.7 and 4.6.
 */
export function readChannelStream(bits: BitReader, rateNumber: number, common: FrameShape | undefined): ChannelStream {
  const gain = bits.bits(8)
  const shape = common ?? readShape(bits, rateNumber)
  const books = shape.groups.map(() => readBooks(bits, shape))
  const factors = readFactors(bits, gain, books)
  const pulses = bits.flag() ? readPulses(bits, shape) : []
  const shaping = bits.flag() ? readNoiseShaping(bits, shape) : []
  if (bits.flag()) throw new UnknownSound('it controls gains, as AAC-LC does not')
  const spectrum = readSpectrum(bits, { shape, books, factors, pulses })
  return { shape, spectrum, books, factors, shaping }
}

function readBooks(bits: BitReader, { sequence, bandCount }: FrameShape): number[] {
  const lengthBits = sequence === windowSequence.short ? 3 : 5
  const goesOn = (1 << lengthBits) - 1
  const books: number[] = []
  while (books.length < bandCount) {
    const book = bits.bits(4)
    let length = 0
    for (let more = goesOn; more === goesOn; length += more) {
      more = bits.bits(lengthBits)
      if (bits.isAtEnd) throw new UnknownSound('a frame is cut short')
    }
    if (book === 12 || books.length + length > bandCount) throw new UnknownSound('a frame is damaged')
    for (let band = 0; band < length; band++) books.push(book)
  }
  return books
}

/** Each tells how it differs from the one before of its kind. */
function readFactors(bits: BitReader, gain: number, books: number[][]): number[][] {
  const readChange = () => codeBooks[0]!(bits) - 60
  let [scale, intensity, noise] = [gain, 0, gain - 90]
  let isFirstNoise = true
  return books.map((ofGroup) =>
    ofGroup.map((book) => {
      if (book === specialBook.silence) return 0
      if (book === specialBook.intensity || book === specialBook.oppositeIntensity) return (intensity += readChange())
      if (book !== specialBook.noise) return (scale += readChange())
      noise += isFirstNoise ? bits.bits(9) - 256 : readChange()
      isFirstNoise = false
      return noise
    }),
  )
}

function readPulses(bits: BitReader, { sequence, bands }: FrameShape): Pulse[] {
  if (sequence === windowSequence.short) throw new UnknownSound('a short frame has pulses')
  const count = bits.bits(2) + 1
  let at = bands.starts[bits.bits(6)] ?? 0
  return Array.from({ length: count }, () => {
    at += bits.bits(5)
    return { at, amount: bits.bits(4) }
  })
}
