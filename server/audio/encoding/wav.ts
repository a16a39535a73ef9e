import { StudioError } from '#server/base/errors.ts'
import { toSamples } from '../pcm.ts'
import type { Track } from '../track.ts'

/**
 * What precedes the samples in a WAV file of 16-bit mono PCM. A file that would exceed 4 GiB (13 hours at 44.1 kHz)
 * becomes an RF64 one, whose lengths have 64 bits.
 * Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF WAVE); EBU Tech 3306 (RF64).
 */
export function wavHeader({ sampleRate, sampleCount }: { sampleRate: number; sampleCount: number }): Buffer {
  const soundLength = sampleCount * 2
  const fileLength = 44 + soundLength
  if (fileLength - 8 <= 0xffff_ffff)
    return Buffer.concat([riff('RIFF', fileLength - 8), formatChunk(sampleRate), dataStart(soundLength)])
  const longLengths = ds64Chunk(fileLength + 36 - 8, sampleCount)
  return Buffer.concat([riff('RF64', 0xffff_ffff), longLengths, formatChunk(sampleRate), dataStart(0xffff_ffff)])
}

/** As `wavHeader`, for a sound whose end nobody knows yet: both lengths are the largest, as streaming programs write them. */
export function wavStreamHeader(sampleRate: number): Buffer {
  return Buffer.concat([riff('RIFF', 0xffff_ffff), formatChunk(sampleRate), dataStart(0xffff_ffff)])
}

/**
 * The sound of a WAV file of 16-bit mono PCM. The length of its sound is believed only as far as the bytes reach, and
 * is taken to be all that follows when it is 0, as writers leave it that cannot go back. The samples may be a view on
 * the bytes.
 * @throws StudioError `invalid_audio`
 */
export function parseWav(bytes: Uint8Array): Track {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || ascii(bytes, 0) !== 'RIFF' || ascii(bytes, 8) !== 'WAVE') throw notWav('it is no RIFF file')
  let sampleRate: number | undefined
  for (let start = 12; start + 8 <= bytes.length; ) {
    const name = ascii(bytes, start)
    const byteLength = view.getUint32(start + 4, true)
    const content = bytes.subarray(start + 8, start + 8 + byteLength)
    if (name === 'fmt ') sampleRate = parseFormat(content)
    if (name === 'data') {
      if (sampleRate === undefined) throw notWav('its format does not come before its sound')
      return { samples: toSamples(byteLength === 0 ? soundOfUnknownLength(bytes, start + 8) : content), sampleRate }
    }
    start += 8 + byteLength + (byteLength % 2)
  }
  throw notWav('it holds no sound')
}

/** @param content of a `fmt ` chunk @returns the sample rate in hertz */
function parseFormat(content: Uint8Array): number {
  if (content.length < 16) throw notWav('its format is cut short')
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const [tag, channelCount, bitsPerSample] = [
    view.getUint16(0, true),
    view.getUint16(2, true),
    view.getUint16(14, true),
  ]
  const isExtensible = tag === 0xfffe && content.length >= 26
  if ((isExtensible ? view.getUint16(24, true) : tag) !== pcmTag) throw notWav(`its encoding has the number ${tag}`)
  if (channelCount !== 1) throw notWav(`it has ${channelCount} channels`)
  if (bitsPerSample !== 16) throw notWav(`its samples have ${bitsPerSample} bits`)
  const sampleRate = view.getUint32(4, true)
  if (sampleRate < 4_000 || sampleRate > 192_000) throw notWav(`its rate is ${sampleRate} Hz`)
  return sampleRate
}

const pcmTag = 1

/** Nothing when only whole chunks follow, since then the sound really is empty. */
function soundOfUnknownLength(bytes: Uint8Array, start: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = start
  while (end + 8 <= bytes.length && /^[A-Za-z][A-Za-z0-9 ]{3}$/.test(ascii(bytes, end)))
    end += 8 + view.getUint32(end + 4, true)
  return end === bytes.length ? bytes.subarray(end) : bytes.subarray(start)
}

function riff(name: 'RIFF' | 'RF64', byteLength: number): Buffer {
  const bytes = Buffer.from(`${name}    WAVE`, 'latin1')
  bytes.writeUInt32LE(byteLength, 4)
  return bytes
}

function formatChunk(sampleRate: number): Buffer {
  const bytes = Buffer.alloc(24)
  bytes.write('fmt ', 'latin1')
  bytes.writeUInt32LE(16, 4)
  bytes.writeUInt16LE(pcmTag, 8)
  bytes.writeUInt16LE(1, 10) // channels
  bytes.writeUInt32LE(sampleRate, 12)
  bytes.writeUInt32LE(sampleRate * 2, 16) // bytes per second
  bytes.writeUInt16LE(2, 20) // bytes per sample
  bytes.writeUInt16LE(16, 22) // bits per sample
  return bytes
}

function ds64Chunk(riffLength: number, sampleCount: number): Buffer {
  const bytes = Buffer.alloc(36) // ends in the length of a table that we do not need: 0
  bytes.write('ds64', 'latin1')
  bytes.writeUInt32LE(28, 4)
  bytes.writeBigUInt64LE(BigInt(riffLength), 8)
  bytes.writeBigUInt64LE(BigInt(sampleCount) * 2n, 16)
  bytes.writeBigUInt64LE(BigInt(sampleCount), 24)
  return bytes
}

function dataStart(byteLength: number): Buffer {
  const bytes = Buffer.from('data    ', 'latin1')
  bytes.writeUInt32LE(byteLength, 4)
  return bytes
}

function ascii(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + 4))
}

function notWav(reason: string): StudioError {
  return new StudioError('invalid_audio', `The sound is not a WAV file of 16-bit mono PCM: ${reason}.`)
}
