import { type Bands, bandsOf } from './bands.ts'
import type { BitReader } from './bit-reader.ts'
import { codeBooks } from './code-book.ts'
import { readNoiseShaping, type ShapingFilter } from './noise-shaping.ts'
import { readSpectrum } from './spectrum.ts'

/** How a frame lies in time. Source: ISO/IEC 14496-3, table 4.128. */
export const windowSequence = { long: 0, longStart: 1, short: 2, longStop: 3 } as const

/** What a frame of one channel, or of two that have it in common, is divided into. */
export interface FrameShape {
  sequence: number
  /** Of the window: a sine, or Kaiser and Bessel's. */
  isKaiserBessel: boolean
  /** How many of its eight short windows each group has; of a long one, one group of one. */
  groups: number[]
  /** So many bands of each group are told. */
  bandCount: number
  bands: Bands
}

/** The spectrum of one channel, and what the other channel of a pair must know of it. */
export interface ChannelStream {
  shape: FrameShape
  /** 1,024 coefficients: of one window, or of eight. */
  spectrum: Float64Array
  /** Of each group, the codebook of each band. */
  books: number[][]
  /** Of each group and band: a scale factor, where an intensity comes from, or the level of a noise. */
  factors: number[][]
  /** Of each window. */
  shaping: ShapingFilter[][]
}

/** Codebooks that are none. */
export const specialBook = { silence: 0, noise: 13, oppositeIntensity: 14, intensity: 15 } as const

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

/** Frames that we cannot decode, or damaged ones. */
export class UnknownSound extends Error {}

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

/** Some coefficients of a long frame that are further from zero than the codebook says. */
export interface Pulse {
  at: number
  amount: number
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
