import assert from 'node:assert/strict'
import type { Encoders } from '#server/audio/encoding/encoders.ts'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { mp3Layout } from '#server/audio/encoding/mp3.ts'
import { mp3InfoFrame } from '#server/audio/encoding/mp3-info-frame.ts'
import { wavHeader } from '#server/audio/encoding/wav.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireSound } from '#server/takes/lost-sound.ts'
import type { SpokenText } from './speak-now.ts'
import { listSpeechPieces, listSpeechTimes, type SpeechTimes } from './speech-pieces.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders }

/** How a speech is put into a file. */
export interface SpeechFileFormat {
  encoding: EncodingFormat
  /** A WAV header stands before the samples. */
  isWav: boolean
}

/** What stands before the sound and says how long it is: a WAV header, or the Info frame that makes players gapless. */
function speechHead({ encoding, isWav }: SpeechFileFormat, sampleCount: number): Uint8Array {
  const { sampleRate } = encoding
  if (isWav) return wavHeader({ sampleRate, sampleCount })
  if (encoding.codec !== 'mp3') return new Uint8Array(0)
  return mp3InfoFrame({ ...encoding, sampleCount, ...mp3Layout(sampleCount, sampleRate, encoding.bitrateKbps) })
}

/** A speech that is spoken to its end, as a file that is encoded while it is read, and each time again. */
export interface SpeechFile {
  /** When its characters are heard. */
  times: SpeechTimes[]
  /** Undefined where the encoder decides. */
  byteLength: number | undefined
  /** Bytes `start` up to but not including `end`; all of them when nothing is said. */
  read(start?: number, end?: number): AsyncGenerator<Uint8Array>
}

/** Waits until all of a speech is spoken; none of its sound is held. @throws StudioError `file_not_found` */
export async function finishSpeech(needs: Needs, speech: SpokenText, format: SpeechFileFormat): Promise<SpeechFile> {
  const times = await listSpeechTimes(needs.db, speech, format.encoding.sampleRate)
  const sampleCount = times.reduce((sum, one) => sum + one.sampleCount, 0)
  const head = speechHead(format, sampleCount)
  const bodyLength = bodyByteLength(format.encoding, sampleCount)
  return {
    times,
    byteLength: bodyLength === undefined ? undefined : head.length + bodyLength,
    read: (start = 0, end = Infinity) => sliced(writeFile(needs, speech, format, head), start, end),
  }
}

/**
 * The same where its length must be known, and so not for Opus, and all of its sound be there.
 * @throws StudioError `file_not_found`
 */
export async function openSpeechFile(needs: Needs, speech: SpokenText, format: SpeechFileFormat): Promise<ByteSource> {
  const { byteLength, read } = await finishSpeech(needs, speech, format)
  assert(byteLength !== undefined, `the length of ${format.encoding.codec} is known before it is encoded`)
  const takeKeys = speech.plan.utterances.map(({ takeKey }) => takeKey)
  await requireSound(needs, takeKeys)
  return { byteLength, read }
}

async function* writeFile(needs: Needs, speech: SpokenText, { encoding }: SpeechFileFormat, head: Uint8Array) {
  if (head.length > 0) yield head
  for await (const { audio } of listSpeechPieces(needs, speech, encoding)) if (audio.length > 0) yield audio
}

/** Undefined where the encoder decides. */
function bodyByteLength(encoding: EncodingFormat, sampleCount: number): number | undefined {
  switch (encoding.codec) {
    case 'mp3':
      return mp3Layout(sampleCount, encoding.sampleRate, encoding.bitrateKbps).byteLength
    case 'pcm':
      return sampleCount * 2
    case 'ulaw':
    case 'alaw':
      return sampleCount
    case 'opus':
      return undefined
  }
}

/** Bytes `start` up to but not including `end`. */
async function* sliced(pieces: AsyncIterable<Uint8Array>, start: number, end: number): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const piece of pieces) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, piece.length)]
    if (from < to) yield piece.subarray(from, to)
    at += piece.length
    if (at >= end) return
  }
}
