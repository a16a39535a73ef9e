import { StudioError } from '#server/base/errors.ts'
import { ByteReader } from '../byte-reader.ts'
import { type Mp3Format, mp3FrameHeader, mp3FrameSize } from './mp3.ts'

/** What an MP3 file is, counted from its frames, beside what its Info frame says. */
export interface MeasuredMp3 {
  /** Without the Info frame. */
  frameCount: number
  announcedFrameCount: number
  /** What a gapless player plays: all frames without the delay and the padding that the Info frame names. */
  sampleCount: number
}

/**
 * Walks through an MP3 file as our encoder writes it: an ID3v2 tag or none, the Info frame, then frames of one format.
 * @throws StudioError `invalid_audio` when it is not such a file from its first byte to its last
 * Source: id3.org, "ID3 tag version 2.3.0", 3.1; the Info frame as in mp3-info-frame.ts
 */
export async function measureMp3(pieces: AsyncIterable<Uint8Array>, format: Mp3Format): Promise<MeasuredMp3> {
  const bytes = new ByteReader(pieces)
  await skipTag(bytes)
  const info = parseInfo(await readFrame(bytes, format))
  let frameCount = 0
  while (await readFrame(bytes, format)) frameCount++
  const sounding = frameCount * mp3FrameSize(format).samplesPerFrame - info.delay - info.padding
  return { frameCount, announcedFrameCount: info.frameCount, sampleCount: sounding }
}

async function skipTag(bytes: ByteReader): Promise<void> {
  const header = await bytes.peek(10)
  if (header.length < 10 || header.toString('latin1', 0, 3) !== 'ID3') return
  const sevenBitDigits = [...header.subarray(6, 10)]
  await bytes.skip(10 + sevenBitDigits.reduce((size, digit) => size * 128 + digit, 0))
}

/** The next frame; undefined at the end of the file. */
async function readFrame(bytes: ByteReader, format: Mp3Format): Promise<Buffer | undefined> {
  const header = await bytes.peek(4)
  if (header.length === 0) return undefined
  const hasPadding = header.length === 4 && (header[2]! & paddingBit) !== 0
  const expected = mp3FrameHeader(format)
  if (hasPadding) expected[2]! |= paddingBit
  if (!header.equals(expected)) throw broken(`at byte ${bytes.position} there is no frame`)
  const byteLength = mp3FrameSize(format).frameBytes + (hasPadding ? 1 : 0)
  const frame = await bytes.take(byteLength)
  if (frame.length < byteLength) throw broken('its last frame is cut short')
  return frame
}

const paddingBit = 0b10

/** The fields of the Info frame; "Info" stands right behind the side information, LAME's part 120 bytes later. */
function parseInfo(frame: Buffer | undefined): { frameCount: number; delay: number; padding: number } {
  const start = frame?.indexOf('Info', 0, 'latin1') ?? -1
  if (!frame || start < 0 || start + 144 > frame.length) throw broken('it does not begin with an Info frame')
  const delays = frame.readUIntBE(start + 120 + 21, 3)
  return { frameCount: frame.readUInt32BE(start + 8), delay: delays >> 12, padding: delays & 0xfff }
}

function broken(reason: string): StudioError {
  return new StudioError('invalid_audio', `The MP3 file is broken: ${reason}.`)
}
