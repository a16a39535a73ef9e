import { joinSamples } from '#server/audio/pcm.ts'
import type { Track } from '#server/audio/track.ts'

/**
 * The sound of a WAV file as services really send it: whole numbers of 8 to 32 bits or floating point, any number of
 * channels (mixed into one), lengths in the header that are wrong because it was written before the sound was there, or
 * several files one after the other. The bytes are believed, the lengths only as far as they make sense.
 * @throws Error with a reason when it is no WAV file, in another encoding, or breaks off
 * Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF WAVE); RFC 2361 (codes of formats).
 */
export function decodeWav(bytes: Uint8Array): Track {
  const runs: Int16Array[] = []
  let sampleRate: number | undefined
  for (let rest: Uint8Array | undefined = bytes; rest; ) {
    const file = readFile(rest)
    if (sampleRate !== undefined && file.format.sampleRate !== sampleRate) throw new Error('it changes its rate amidst')
    sampleRate = file.format.sampleRate
    runs.push(toMono(file.sound, file.format))
    rest = file.next
  }
  return { samples: runs.length === 1 ? runs[0]! : joinSamples(runs), sampleRate: sampleRate! }
}

/** What one file holds; `next` begins with another one. */
interface WavFile {
  format: Format
  sound: Uint8Array
  next: Uint8Array | undefined
}

function readFile(bytes: Uint8Array): WavFile {
  if (!isFile(bytes)) throw new Error('it is no WAV file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: Format | undefined
  for (let start = 12; start + 8 <= bytes.length; ) {
    const name = nameAt(bytes, start)
    const byteLength = view.getUint32(start + 4, true)
    if (name === 'fmt ') format = readFormat(bytes.subarray(start + 8, start + 8 + byteLength))
    if (name === 'data') {
      if (!format) throw new Error('its format does not come before its sound')
      return { format, ...partSound(bytes.subarray(start + 8), byteLength) }
    }
    start += 8 + byteLength + (byteLength % 2)
  }
  throw new Error('it holds no sound')
}

/**
 * Where the sound ends.
 * @param rest all that follows the head of the `data` chunk
 * @param byteLength what that head says
 */
function partSound(rest: Uint8Array, byteLength: number): Pick<WavFile, 'sound' | 'next'> {
  const missing = byteLength - rest.length
  if (missing > mostMissing && byteLength < longestSound) throw new Error(`it breaks off, ${missing} bytes are missing`)
  const told = rest.subarray(0, byteLength)
  const behind = rest.subarray(byteLength + (byteLength % 2))
  if (isFile(behind)) return { sound: told, next: behind }
  return { sound: isMadeOfChunks(behind) ? told : rest, next: undefined }
}

/** A length that counts the head, or a last frame that is not whole, is no lost sound. */
const mostMissing = 1_000
/** What is written before the sound is there is more than any sound that is asked for: some 2 or 4 GB. */
const longestSound = 500_000_000

interface Format {
  isFloat: boolean
  bytesPerSample: number
  channelCount: number
  /** Hertz. */
  sampleRate: number
}

const [pcmTag, floatTag, extensibleTag] = [1, 3, 0xfffe]

function readFormat(content: Uint8Array): Format {
  if (content.length < 16) throw new Error('its format is cut short')
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const [outerTag, channelCount, bits] = [0, 2, 14].map((at) => view.getUint16(at, true)) as [number, number, number]
  const tag = outerTag === extensibleTag && content.length >= 26 ? view.getUint16(24, true) : outerTag
  const sampleRate = view.getUint32(4, true)
  const isKnown = tag === floatTag ? bits === 32 || bits === 64 : tag === pcmTag && [8, 16, 24, 32].includes(bits)
  if (!isKnown) throw new Error(`its encoding (number ${tag}, ${bits} bits) is not known`)
  if (channelCount < 1 || channelCount > 32) throw new Error(`it has ${channelCount} channels`)
  if (sampleRate < 4_000 || sampleRate > 192_000) throw new Error(`its rate is ${sampleRate} Hz`)
  return { isFloat: tag === floatTag, bytesPerSample: bits / 8, channelCount, sampleRate }
}

/** Whether what follows the sound are further chunks (or nothing), and not more sound. */
function isMadeOfChunks(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  while (start + 8 <= bytes.length && /^[A-Za-z][A-Za-z0-9 _]{3}$/.test(nameAt(bytes, start))) {
    const byteLength = view.getUint32(start + 4, true)
    start += 8 + byteLength + (byteLength % 2)
  }
  return start >= bytes.length
}

/** An incomplete last frame is left out. */
function toMono(bytes: Uint8Array, { isFloat, bytesPerSample, channelCount }: Format): Int16Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = isFloat ? floatReaders[bytesPerSample]! : wholeReaders[bytesPerSample]!
  const samples = new Int16Array(Math.floor(bytes.length / (bytesPerSample * channelCount)))
  for (let index = 0, at = 0; index < samples.length; index++) {
    let sum = 0
    for (let channel = 0; channel < channelCount; channel++, at += bytesPerSample) sum += read(view, at)
    samples[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum / channelCount)))
  }
  return samples
}

/** Read one sample on the scale of 16 bits. What is no number is silence. */
type SampleReader = (view: DataView, at: number) => number
const wholeReaders: Record<number, SampleReader> = {
  1: (view, at) => (view.getUint8(at) - 128) * 256,
  2: (view, at) => view.getInt16(at, true),
  3: (view, at) => view.getInt16(at + 1, true) + view.getUint8(at) / 256,
  4: (view, at) => view.getInt32(at, true) / 65_536,
}
const floatReaders: Record<number, SampleReader> = {
  4: (view, at) => (view.getFloat32(at, true) || 0) * 32_768,
  8: (view, at) => (view.getFloat64(at, true) || 0) * 32_768,
}

function isFile(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && nameAt(bytes, 0) === 'RIFF' && nameAt(bytes, 8) === 'WAVE'
}

function nameAt(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + 4))
}
