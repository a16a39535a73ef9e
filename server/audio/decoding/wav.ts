import { StudioError } from '#server/base/errors.ts'
import { nextTurn } from '#server/base/give-way.ts'
import { ByteReader } from '../byte-reader.ts'
import type { OnSound, SoundFormat } from './decoded-sound.ts'

/**
 * Decodes a WAV or RF64 file of 16, 24 or 32 bits, whole or floating, of any number of channels.
 * @throws StudioError `sound_unreadable`
 * Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF WAVE); EBU Tech 3306 (RF64).
 */
export async function decodeWav(pieces: AsyncIterable<Uint8Array>, onSound: OnSound): Promise<SoundFormat> {
  const reader = new ByteReader(pieces)
  await reader.take(12) // RIFF, its length, WAVE
  let format: WavFormat | undefined
  for (let head = await reader.take(8); head.length === 8; head = await reader.take(8)) {
    const name = head.toString('latin1', 0, 4)
    const byteLength = head.readUInt32LE(4)
    if (name === 'fmt ') format = parseFormat(await reader.take(byteLength))
    else if (name === 'data') return readSound(reader, format, byteLength, onSound)
    else await reader.skip(byteLength)
    if (byteLength % 2 === 1) await reader.skip(1)
  }
  throw broken('it holds no sound')
}

interface WavFormat {
  sampleRate: number
  channelCount: number
  bytesPerSample: number
  /** One sample in steps of 16 bits. */
  read(bytes: Buffer, position: number): number
}

function parseFormat(content: Buffer): WavFormat {
  if (content.length < 16) throw broken('its format is cut short')
  const isExtensible = content.readUInt16LE(0) === 0xfffe && content.length >= 26
  const tag = content.readUInt16LE(isExtensible ? 24 : 0)
  const channelCount = content.readUInt16LE(2)
  const bits = content.readUInt16LE(14)
  const read = sampleReaders[`${tag}:${bits}`]
  if (!read) throw broken(`its samples have ${bits} bits in the encoding ${tag}`)
  if (channelCount === 0) throw broken('it has no channels')
  return { sampleRate: content.readUInt32LE(4), channelCount, bytesPerSample: bits / 8, read }
}

/** By the tag of the encoding (1 whole numbers, 3 floating) and the bits of a sample. */
const sampleReaders: Record<string, WavFormat['read']> = {
  '1:16': (bytes, position) => bytes.readInt16LE(position),
  '1:24': (bytes, position) => bytes.readIntLE(position, 3) / 256,
  '1:32': (bytes, position) => bytes.readInt32LE(position) / 65_536,
  '3:32': (bytes, position) => bytes.readFloatLE(position) * 32_768,
}

const stepsAtOnce = 16_384
/** What streaming programs and RF64 write instead of a length. */
const unknownLength = 0xffff_ffff

async function readSound(
  reader: ByteReader,
  format: WavFormat | undefined,
  announced: number,
  onSound: OnSound,
): Promise<SoundFormat> {
  if (!format) throw broken('its format does not come before its sound')
  const { sampleRate, channelCount, bytesPerSample } = format
  const blockLength = bytesPerSample * channelCount
  let left = announced === unknownLength || announced === 0 ? Number.POSITIVE_INFINITY : announced
  while (left >= blockLength) {
    const bytes = await reader.take(Math.min(stepsAtOnce * blockLength, left))
    if (bytes.length < blockLength) break
    left -= bytes.length
    onSound(toChannels(bytes, format), sampleRate)
    await nextTurn()
  }
  const bitrateKbps = Math.round((sampleRate * blockLength * 8) / 1_000)
  return { codec: 'wav', sampleRate, channelCount, bitrateKbps, isConstantBitrate: true }
}

function toChannels(bytes: Buffer, { channelCount, bytesPerSample, read }: WavFormat): Float32Array[] {
  const blockLength = channelCount * bytesPerSample
  const length = Math.floor(bytes.length / blockLength)
  return Array.from({ length: channelCount }, (_, channel) =>
    new Float32Array(length).map((_, index) => read(bytes, index * blockLength + channel * bytesPerSample)),
  )
}

function broken(reason: string): StudioError {
  return new StudioError('sound_unreadable', `The WAV file cannot be measured: ${reason}.`)
}
