import { MPEGDecoder } from 'mpg123-decoder'
import { StudioError } from '#server/base/errors.ts'
import { nextTurn } from '#server/base/give-way.ts'
import { ByteReader } from '../byte-reader.ts'
import { mp3Bitrates, mpeg2Bitrates } from '../encoding/mp3.ts'
import { type OnSound, type SoundFormat, toSteps } from './decoded-sound.ts'

/**
 * Decodes an MP3 file of any encoder. What its Info frame calls delay and padding is left out, as players do.
 * @throws StudioError `sound_unreadable`
 */
export async function decodeMp3(pieces: AsyncIterable<Uint8Array>, onSound: OnSound): Promise<SoundFormat> {
  const decoder = new MPEGDecoder()
  try {
    await decoder.ready
    const seen = openStatistics()
    for await (const frames of readMp3Frames(new ByteReader(pieces))) {
      for (const frame of frames) seen.add(frame)
      const { channelData, samplesDecoded, sampleRate } = decoder.decode(
        Buffer.concat(frames.map(({ bytes }) => bytes)),
      )
      const { channelCount } = frames[0]!.header // the decoder makes two of one
      if (samplesDecoded > 0) onSound(channelData.slice(0, channelCount).map(toSteps), sampleRate)
      await nextTurn()
    }
    return seen.format()
  } finally {
    decoder.free()
  }
}

interface Mp3Frame {
  header: Mp3Header
  bytes: Uint8Array
}

interface Mp3Header {
  sampleRate: number
  channelCount: number
  bitrateKbps: number
  byteLength: number
  samplesPerFrame: number
}

function openStatistics() {
  const bitrates = new Set<number>()
  let first: Mp3Header | undefined
  let [byteLength, sampleCount] = [0, 0]
  return {
    add({ header, bytes }: Mp3Frame): void {
      const isInfo = first === undefined && isInfoFrame(bytes)
      first ??= header
      if (isInfo) return
      bitrates.add(header.bitrateKbps)
      byteLength += header.byteLength
      sampleCount += header.samplesPerFrame
    },
    format(): SoundFormat {
      if (!first || sampleCount === 0) throw broken('it holds no frame of sound')
      const { sampleRate, channelCount } = first
      const isConstantBitrate = bitrates.size === 1
      const average = Math.round((byteLength * 8 * sampleRate) / sampleCount / 1_000)
      const bitrateKbps = isConstantBitrate ? [...bitrates][0]! : average
      return { codec: 'mp3', sampleRate, channelCount, bitrateKbps, isConstantBitrate }
    },
  }
}

/** LAME's frame about the file, which has no sound. */
function isInfoFrame(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64))
  return start.includes('Info') || start.includes('Xing')
}

const framesAtOnce = 100
/** A file that has so many bytes before its first frame is no MP3. */
const mostForeignBytes = 1_000_000

/** The frames of a file, some at a time; tags, and bytes that are no frame, are passed over. */
async function* readMp3Frames(reader: ByteReader): AsyncGenerator<Mp3Frame[]> {
  let frames: Mp3Frame[] = []
  let foreignBytes = 0
  for (let start = await reader.peek(10); start.length >= 4; start = await reader.peek(10)) {
    const tagLength = id3Length(start)
    const header = parseMp3Header(start)
    if (tagLength > 0) await reader.skip(tagLength)
    else if (header) frames.push({ header, bytes: await reader.take(header.byteLength) })
    else {
      await reader.skip(1)
      if (++foreignBytes > mostForeignBytes) throw broken('it has more bytes that are no frame than any tag')
    }
    if (frames.length < framesAtOnce) continue
    yield frames
    frames = []
  }
  if (frames.length > 0) yield frames
}

/** Bytes of an ID3v2 tag; 0 when there is none. Source: id3.org, "ID3 tag version 2.4.0", 3.1. */
export function id3Length(start: Buffer): number {
  if (start.length < 10 || start.toString('latin1', 0, 3) !== 'ID3') return 0
  const hasFooter = (start[5]! & 0x10) !== 0
  const size = [...start.subarray(6, 10)].reduce((sum, digit) => sum * 128 + (digit & 0x7f), 0)
  return 10 + size + (hasFooter ? 10 : 0)
}

const sampleRates = [44_100, 48_000, 32_000]

/** Of layer III; undefined when these bytes begin no such frame. Source: ISO/IEC 11172-3, 2.4.1.3, and 13818-3. */
function parseMp3Header(bytes: Uint8Array): Mp3Header | undefined {
  const [sync, kind, rates, mode] = bytes as unknown as [number, number, number, number]
  const version = (kind >> 3) & 0b11
  if (sync !== 0xff || (kind & 0b1110_0110) !== 0b1110_0010 || version === 0b01) return undefined
  const isMpeg1 = version === 0b11
  const bitrateKbps = (isMpeg1 ? mp3Bitrates : mpeg2Bitrates)[(rates >> 4) - 1]
  const baseRate = sampleRates[(rates >> 2) & 0b11]
  if (bitrateKbps === undefined || baseRate === undefined) return undefined
  const sampleRate = baseRate / (isMpeg1 ? 1 : version === 0b10 ? 2 : 4)
  const samplesPerFrame = isMpeg1 ? 1_152 : 576
  const padding = (rates >> 1) & 1
  const byteLength = Math.floor(((samplesPerFrame / 8) * bitrateKbps * 1_000) / sampleRate) + padding
  const isMono = mode >> 6 === 0b11
  return { sampleRate, channelCount: isMono ? 1 : 2, bitrateKbps, byteLength, samplesPerFrame }
}

function broken(reason: string): StudioError {
  return new StudioError('sound_unreadable', `The MP3 file cannot be measured: ${reason}.`)
}
