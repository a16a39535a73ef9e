import { BitWriter } from './bit-writer.ts'

/** Samples in a block of ours; the last of a run has what is left. Source: RFC 9639, 9.1.1: a size that has a code. */
const flacBlockLength = 4_096
/** A block that is not the last of its file must have as many. Source: RFC 9639, 9.1. */
const shortestBlock = 16

/**
 * One run of FLAC frames without their headers: mono, 16 bits. Each is behind two numbers of 16 bits, little-endian: how
 * many bytes it has, and how many samples it holds. Who puts them into a file adds headers: see `flacFrame`.
 */
export function openFlacEncoder() {
  let waiting = new Int16Array(0)
  function encodeAll(samples: Int16Array, isLast: boolean): Uint8Array[] {
    const all = new Int16Array(waiting.length + samples.length)
    all.set(waiting)
    all.set(samples, waiting.length)
    const frames: Uint8Array[] = []
    let start = 0
    // So that what is left at the end is never too short for a block.
    while (all.length - start >= flacBlockLength + shortestBlock) {
      frames.push(withNumbers(all.subarray(start, start + flacBlockLength)))
      start += flacBlockLength
    }
    waiting = all.slice(start)
    if (!isLast || waiting.length === 0) return frames
    return [...frames, withNumbers(waiting)]
  }
  return {
    encode: (samples: Int16Array) => encodeAll(samples, false),
    finish: () => new Uint8Array(Buffer.concat(encodeAll(new Int16Array(0), true))),
    close() {},
  }
}

function withNumbers(samples: Int16Array): Uint8Array {
  const subframe = encodeSubframe(samples)
  const bytes = Buffer.alloc(4 + subframe.length)
  bytes.writeUInt16LE(subframe.length, 0)
  bytes.writeUInt16LE(samples.length, 2)
  bytes.set(subframe, 4)
  return bytes
}

/** The samples as one subframe: of one value, or by the fixed predictor that leaves least. Source: RFC 9639, 9.2. */
export function encodeSubframe(samples: Int16Array): Uint8Array {
  const bits = new BitWriter()
  if (samples.every((sample) => sample === samples[0])) {
    bits.write(0, 8)
    bits.write(samples[0]! & 0xffff, 16)
    return bits.finish()
  }
  const { order, residual } = bestPrediction(samples)
  bits.write((0b001000 + order) << 1, 8)
  for (let index = 0; index < order; index++) bits.write(samples[index]! & 0xffff, 16)
  writeResidual(bits, residual, order, samples.length)
  return bits.finish()
}

/** What each order of fixed prediction leaves is the difference of what the order before leaves. */
function bestPrediction(samples: Int16Array): { order: number; residual: Int32Array } {
  let left = Int32Array.from(samples)
  let best = { order: 0, residual: left, sum: sumOf(left, 0) }
  for (let order = 1; order <= 4 && order < samples.length; order++) {
    const next = new Int32Array(left.length)
    for (let index = order; index < left.length; index++) next[index] = left[index]! - left[index - 1]!
    const sum = sumOf(next, order)
    if (sum < best.sum) best = { order, residual: next, sum }
    left = next
  }
  return { order: best.order, residual: best.residual }
}

function sumOf(values: Int32Array, start: number): number {
  let sum = 0
  for (let index = start; index < values.length; index++) sum += Math.abs(values[index]!)
  return sum
}

/** Each part of a block has the Rice parameter that suits it. */
function writeResidual(bits: BitWriter, residual: Int32Array, order: number, length: number): void {
  const partitionOrder = length === flacBlockLength ? 4 : 0
  const partLength = length >> partitionOrder
  bits.write(0, 2)
  bits.write(partitionOrder, 4)
  for (let start = 0; start < length; start += partLength) {
    const from = Math.max(start, order)
    const parameter = riceParameter(residual, from, start + partLength)
    bits.write(parameter, 4)
    for (let index = from; index < start + partLength; index++) {
      const value = residual[index]!
      const folded = value >= 0 ? value * 2 : -value * 2 - 1
      bits.writeUnary(folded >> parameter)
      bits.write(folded & ((1 << parameter) - 1), parameter)
    }
  }
}

/** Where the mean of the folded values is about 2 to its power. 15 has another meaning. */
function riceParameter(residual: Int32Array, from: number, to: number): number {
  let sum = 0
  for (let index = from; index < to; index++) sum += Math.abs(residual[index]!)
  const mean = (sum * 2) / Math.max(1, to - from)
  return Math.min(14, Math.max(0, Math.round(Math.log2(mean * 0.7 + 0.001))))
}

/** Rates of ours, by the code that a frame has for them. Source: RFC 9639, 9.1.2. */
const rateCodes = { 24000: 0b0111, 44100: 0b1001 } as const
export type FlacRate = keyof typeof rateCodes

/** A frame as it stands in a file. Source: RFC 9639, 9.1. @param firstSample its place in the file */
export function flacFrame(
  subframe: Uint8Array,
  sampleCount: number,
  firstSample: number,
  sampleRate: FlacRate = 44_100,
): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt16BE(0xfff9) // blocks of different lengths, which are told by their first sample
  const hasCode = sampleCount === flacBlockLength
  header.writeUInt8(((hasCode ? 0b1100 : 0b0111) << 4) | rateCodes[sampleRate], 2)
  header.writeUInt8(0b0000_1000, 3) // one channel, 16 bits
  const length = Buffer.alloc(hasCode ? 0 : 2)
  if (!hasCode) length.writeUInt16BE(sampleCount - 1)
  const start = Buffer.concat([header, codedNumber(firstSample), length])
  const frame = Buffer.concat([start, Buffer.from([crc8(start)]), subframe])
  const check = Buffer.alloc(2)
  check.writeUInt16BE(crc16(frame))
  return Buffer.concat([frame, check])
}

/** Bytes of such a frame besides its subframe. */
export function flacFrameOverhead(sampleCount: number, firstSample: number): number {
  const lengthBytes = sampleCount === flacBlockLength ? 0 : 2
  return 4 + codedNumber(firstSample).length + lengthBytes + 1 + 2
}

/** As UTF-8 would have it, up to 36 bits. */
function codedNumber(value: number): Buffer {
  if (value < 0x80) return Buffer.from([value])
  const following: number[] = []
  let rest = value
  let room = 0x40 // what the first byte holds with one byte behind it
  do {
    following.unshift(0x80 | (rest % 64))
    rest = Math.floor(rest / 64)
    room /= 2
  } while (rest >= room)
  const mark = 0x100 - room * 2
  return Buffer.from([mark | rest, ...following])
}

function crc8(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = crc8s[crc ^ byte]!
  return crc
}

function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ crc16s[(crc >> 8) ^ byte]!
  return crc
}

const crc8s = Uint8Array.from({ length: 256 }, (_, byte) => divide(byte, 0x07, 8))
const crc16s = Uint16Array.from({ length: 256 }, (_, byte) => divide(byte << 8, 0x8005, 16))

function divide(value: number, polynomial: number, width: number): number {
  let rest = value
  const top = 1 << (width - 1)
  for (let bit = 0; bit < 8; bit++) rest = rest & top ? (rest << 1) ^ polynomial : rest << 1
  return rest & (top * 2 - 1)
}

/**
 * What precedes the frames: how long it is, the comments and the picture. Source: RFC 9639, 8.
 * @param sampleCount 0 when nobody knows yet
 */
export function flacHead(
  sampleCount: number,
  comments: Buffer,
  picture: Buffer | undefined,
  sampleRate: FlacRate = 44_100,
): Buffer {
  const info = Buffer.alloc(34)
  info.writeUInt16BE(shortestBlock, 0)
  info.writeUInt16BE(flacBlockLength + shortestBlock, 2)
  const sixteenBits = 15n
  info.writeBigUInt64BE((BigInt(sampleRate) << 44n) | (sixteenBits << 36n) | BigInt(sampleCount), 10)
  const blocks = [
    { kind: 0, content: info },
    { kind: 4, content: comments },
  ]
  if (picture && picture.length < 0x100_0000) blocks.push({ kind: 6, content: picture })
  const parts = blocks.map(({ kind, content }, index) => {
    const start = Buffer.alloc(4)
    start.writeUInt32BE(content.length)
    start.writeUInt8(index === blocks.length - 1 ? 0x80 | kind : kind)
    return Buffer.concat([start, content])
  })
  return Buffer.concat([Buffer.from('fLaC'), ...parts])
}
