import { toSamples } from '#server/audio/pcm.ts'
import type { Track } from '#server/audio/track.ts'
import { decodeWav } from '../decode-wav.ts'
import type { RemoteAnswer } from './remote-service.ts'
import { serviceWords } from './service-words.ts'

/** The sound of an answer, by what its bytes are rather than by what its header calls them; or what is wrong with it. */
export function readSound({ body, contentType }: RemoteAnswer): Track | { fault: string } {
  if (body.length === 0) return { fault: 'it answered nothing' }
  if (startsWith(body, 'RIFF')) return readWav(body)
  const other = otherKinds.find(({ isIt }) => isIt(body))
  if (other) return { fault: `it answered ${other.name} instead of uncompressed sound` }
  if (isText(body)) return { fault: `it answered ${kindOfText(body)} instead of sound${withWords(body)}` }
  if (/^audio\/(?:x-)?(?:pcm|raw)\b/i.test(contentType)) return readPcm(body, contentType)
  return { fault: `it answered something else than sound (${contentType.slice(0, 60) || 'without a type'})` }
}

function readWav(body: Buffer): Track | { fault: string } {
  try {
    return decodeWav(body)
  } catch (thrown) {
    return { fault: `it answered a WAV file that cannot be used: ${(thrown as Error).message}` }
  }
}

/** 16-bit mono, 24 kHz when the type does not say otherwise. Source: OpenAI's guide to text to speech, output formats. */
function readPcm(body: Buffer, contentType: string): Track | { fault: string } {
  const [, told] = /\brate=(\d+)/i.exec(contentType) ?? []
  const sampleRate = Number(told ?? 24_000)
  if (sampleRate < 4_000 || sampleRate > 192_000) return { fault: `it answered PCM at ${sampleRate} Hz` }
  return { samples: toSamples(body), sampleRate }
}

const otherKinds = [
  { name: 'MP3', isIt: (body: Buffer) => startsWith(body, 'ID3') || startsMp3Frame(body) },
  { name: 'AAC', isIt: (body: Buffer) => body[0] === 0xff && (body[1]! & 0xf6) === 0xf0 },
  { name: 'Ogg', isIt: (body: Buffer) => startsWith(body, 'OggS') },
  { name: 'FLAC', isIt: (body: Buffer) => startsWith(body, 'fLaC') },
]

/** Source: ISO/IEC 11172-3: eleven bits set, then layer III with a bit rate and a sampling rate that exist. */
function startsMp3Frame(body: Buffer): boolean {
  const [first, second, third] = body
  return first === 0xff && (second! & 0xe6) === 0xe2 && third! >> 4 !== 15 && (third! & 0x0c) !== 0x0c
}

function startsWith(body: Buffer, name: string): boolean {
  return body.subarray(0, name.length).toString('latin1') === name
}

/** Markup, JSON, or words: no control characters but white space, and valid UTF-8. */
function isText(body: Buffer): boolean {
  const text = body.subarray(0, 1000).toString()
  return !/[^\P{Cc}\s]|\ufffd./u.test(text)
}

function kindOfText(body: Buffer): string {
  const start = body.subarray(0, 100).toString().trimStart()
  if (start.startsWith('<')) return 'HTML'
  return /^[{[]/.test(start) ? 'JSON' : 'text'
}

function withWords(body: Buffer): string {
  const { words } = serviceWords(body)
  return words ? `: ${words}` : ''
}
