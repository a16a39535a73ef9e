import { sampleRates } from './bands.ts'
import { BitReader } from './bit-reader.ts'
import { readChannelStream, readShape } from './channel-stream.ts'
import { type FilterBank, openFilterBank } from './filter-bank.ts'
import { type ChannelStream, type FrameShape, shortLength, specialBook, UnknownSound } from './frame.ts'
import { shapeNoise } from './noise-shaping.ts'

/** Decodes frames of AAC-LC, of one or two channels. */
export interface AacDecoder {
  readonly sampleRate: number
  readonly channelCount: number
  /** @returns 1,024 samples of each channel, in steps of 16 bits; those of the first frame are only half there @throws UnknownSound */
  decode(frame: Uint8Array): Float32Array[]
}

/**
 * @param description as an MPEG-4 file has it (AudioSpecificConfig)
 * @throws UnknownSound for other kinds of AAC, such as HE-AAC
 * Source: ISO/IEC 14496-3, 1.6.2.1 and 4.4.
 */
export function openAacDecoder(description: Uint8Array): AacDecoder {
  const bits = new BitReader(description)
  const [kind, rateNumber, channelCount] = [bits.bits(5), bits.bits(4), bits.bits(4)]
  const sampleRate = sampleRates[rateNumber]
  const isShorter = bits.flag()
  if (kind !== 2 || sampleRate === undefined || isShorter) throw new UnknownSound('it is not AAC-LC')
  if (channelCount !== 1 && channelCount !== 2) throw new UnknownSound('it is neither mono nor stereo')
  const banks = Array.from({ length: channelCount }, openFilterBank)
  return {
    sampleRate,
    channelCount,
    decode: (frame) => {
      const streams = readFrame(new BitReader(frame), rateNumber)
      if (streams.length !== channelCount) throw new UnknownSound(`a frame has ${streams.length} channels`)
      return streams.map((stream, index) => toSound(stream, banks[index]!))
    },
  }
}

function toSound({ spectrum, shape, shaping }: ChannelStream, bank: FilterBank): Float32Array {
  shapeNoise(spectrum, shaping, shape)
  return bank.push(spectrum, shape)
}

/** What stands in a frame. Source: ISO/IEC 14496-3, table 4.85. */
const element = { channel: 0, pair: 1, data: 4, fill: 6, end: 7 } as const

function readFrame(bits: BitReader, rateNumber: number): ChannelStream[] {
  const streams: ChannelStream[] = []
  while (!bits.isAtEnd) {
    const kind = bits.bits(3)
    if (kind === element.end) return streams
    if (kind === element.fill) skipFill(bits)
    else if (kind === element.data) skipData(bits)
    else if (kind === element.channel) {
      bits.bits(4)
      streams.push(readChannelStream(bits, rateNumber, undefined))
    } else if (kind === element.pair) streams.push(...readPair(bits, rateNumber))
    else throw new UnknownSound('a frame has other things than mono or stereo sound')
  }
  throw new UnknownSound('a frame is cut short')
}

/** Of those that extend a frame, spectral band replication is more than AAC-LC. */
const bandReplication = [13, 14]

function skipFill(bits: BitReader): void {
  let byteLength = bits.bits(4)
  if (byteLength === 15) byteLength += bits.bits(8) - 1
  if (byteLength === 0) return
  if (bandReplication.includes(bits.bits(4))) throw new UnknownSound('it is HE-AAC')
  bits.position += byteLength * 8 - 4
}

function skipData(bits: BitReader): void {
  bits.bits(4)
  const isAligned = bits.flag()
  let byteLength = bits.bits(8)
  if (byteLength === 255) byteLength += bits.bits(8)
  if (isAligned) bits.align()
  bits.position += byteLength * 8
}

function readPair(bits: BitReader, rateNumber: number): ChannelStream[] {
  bits.bits(4)
  if (!bits.flag())
    return [readChannelStream(bits, rateNumber, undefined), readChannelStream(bits, rateNumber, undefined)]
  const shape = readShape(bits, rateNumber)
  const isJoined = readJoined(bits, shape)
  const [left, right] = [readChannelStream(bits, rateNumber, shape), readChannelStream(bits, rateNumber, shape)]
  join(left, right, isJoined)
  return [left, right]
}

/** Of each group and band: whether the channels are told as their sum and difference. */
function readJoined(bits: BitReader, { groups, bandCount }: FrameShape): boolean[][] {
  const kind = bits.bits(2)
  return groups.map(() => Array.from({ length: bandCount }, () => (kind === 1 ? bits.flag() : kind === 2)))
}

function join(left: ChannelStream, right: ChannelStream, isJoined: boolean[][]): void {
  const { groups, bandCount, bands } = left.shape
  let window = 0
  for (const [group, length] of groups.entries()) {
    for (let band = 0; band < bandCount; band++) {
      const [start, end] = [bands.starts[band]!, bands.starts[band + 1]!]
      for (let index = 0; index < length; index++) {
        const first = (window + index) * shortLength
        joinBand(left, right, { group, band, isJoined: isJoined[group]![band]! }, [first + start, first + end])
      }
    }
    window += length
  }
}

interface BandPlace {
  group: number
  band: number
  isJoined: boolean
}

function joinBand(left: ChannelStream, right: ChannelStream, place: BandPlace, [start, end]: [number, number]): void {
  const { group, band, isJoined } = place
  const book = right.books[group]![band]!
  if (book === specialBook.intensity || book === specialBook.oppositeIntensity) {
    const isOpposite = (book === specialBook.oppositeIntensity) !== isJoined
    const share = (isOpposite ? -1 : 1) * 0.5 ** (right.factors[group]![band]! / 4)
    for (let index = start; index < end; index++) right.spectrum[index] = left.spectrum[index]! * share
  } else if (isJoined && book !== specialBook.noise && left.books[group]![band] !== specialBook.noise) {
    for (let index = start; index < end; index++) {
      const [sum, difference] = [left.spectrum[index]!, right.spectrum[index]!]
      left.spectrum[index] = sum + difference
      right.spectrum[index] = sum - difference
    }
  }
}
