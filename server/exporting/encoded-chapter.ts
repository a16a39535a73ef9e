import { aacPeakDb, openAacEncoder, samplesPerAacFrame } from '#server/audio/encoding/aac.ts'
import { type OpusBitrate, opusPeakDb, samplesPerPacket } from '#server/audio/encoding/opus.ts'
import type { LoudnessPreset } from '#server/audio/loudness/volume-normalization.ts'
import { toSamples } from '#server/audio/pcm.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { hasCode, StudioError } from '#server/base/errors.ts'
import { renderChapter } from '#server/snapshots/render-chapter.ts'
import { withLoudness } from '#server/snapshots/rendition-format.ts'
import type { ChapterSnapshot } from '#server/snapshots/snapshot.ts'
import { getSoundKey } from '#server/snapshots/snapshot-store.ts'
import type { Book } from './book.ts'
import type { ContainerNeeds, ExportWork } from './container.ts'

/** A chapter as it is kept encoded, by what is heard: after an edit only the chapters that changed are encoded again. */
export interface EncodedChapter {
  /** Of its file, for sentences. */
  key: string
  /** Its bytes; where somebody made room since it was encoded, hours ago perhaps, it is encoded once more. */
  read(): Promise<AsyncIterable<Uint8Array>>
}

/** Encodes the chapters of a book one after the other, and tells how far that is. */
export async function encodeChapters(
  { chapters }: Book,
  work: ExportWork,
  encode: (chapter: ChapterSnapshot, work: ExportWork) => Promise<EncodedChapter>,
): Promise<EncodedChapter[]> {
  const encoded: EncodedChapter[] = []
  for (const [index, chapter] of chapters.entries()) {
    const tell = (progress: number) => work.tell((index + progress) / chapters.length)
    encoded.push(await encode(chapter, { ...work, tell }))
  }
  return encoded
}

/** Silence behind a chapter, for those who cut it at a frame that suits them. */
const framesOfSilence = 4

/** The AAC frames of a chapter, each behind its length in two bytes. */
export async function encodeChapterAsAac(
  needs: ContainerNeeds,
  { id, sampleCount }: ChapterSnapshot,
  { bitrateKbps, loudness }: { bitrateKbps: number; loudness: LoudnessPreset },
  { signal, tell }: ExportWork,
): Promise<EncodedChapter> {
  const name = withLoudness(`aac_${snapshotSampleRate}_${bitrateKbps}`, loudness)
  const key = `renditions/${await getSoundKey(needs.db, id)}/${name}`
  const encoding = { codec: 'pcm', sampleRate: snapshotSampleRate } as const
  const codec = { peakDb: aacPeakDb(bitrateKbps) }
  async function* encode(): AsyncGenerator<Uint8Array> {
    const encoder = await openAacEncoder(bitrateKbps)
    try {
      let done = 0
      for await (const bytes of renderChapter(needs, id, { encoding, loudness, codec }, signal)) {
        yield withLengths(await encoder.encode(toSamples(bytes)))
        done += bytes.length / 2
        tell(done / sampleCount)
      }
      yield withLengths(await encoder.encode(new Int16Array(framesOfSilence * samplesPerAacFrame)))
      yield withLengths(await encoder.finish())
    } finally {
      await encoder.close()
    }
  }
  return keepEncoded(needs, key, encode)
}

async function keepEncoded(
  { files, renditions }: ContainerNeeds,
  key: string,
  encode: () => AsyncIterable<Uint8Array>,
): Promise<EncodedChapter> {
  const open = async () => {
    await renditions.keep(key, encode)
    return files.get(key)
  }
  await renditions.keep(key, encode)
  return { key, read: () => open().catch((error) => (isGone(error) ? open() : Promise.reject(error))) }
}

/** Between a look and another somebody may have made room. */
function isGone(error: unknown): boolean {
  return hasCode(error, 'file_not_found')
}

function withLengths(frames: Uint8Array[]): Uint8Array {
  const bytes = Buffer.alloc(frames.reduce((sum, frame) => sum + 2 + frame.length, 0))
  let position = 0
  for (const frame of frames) {
    bytes.writeUInt16LE(frame.length, position)
    bytes.set(frame, position + 2)
    position += 2 + frame.length
  }
  return bytes
}

/** The FLAC frames of a chapter without their headers, each behind its length and its samples. */
export async function encodeChapterAsFlac(
  needs: ContainerNeeds,
  { id, sampleCount }: ChapterSnapshot,
  loudness: LoudnessPreset,
  { signal, tell }: ExportWork,
): Promise<EncodedChapter> {
  const key = `renditions/${await getSoundKey(needs.db, id)}/${withLoudness(`flac_${snapshotSampleRate}`, loudness)}`
  const encoding = { codec: 'flac', sampleRate: snapshotSampleRate } as const
  async function* encode(): AsyncGenerator<Uint8Array> {
    let byteLength = 0
    for await (const bytes of renderChapter(needs, id, { encoding, loudness }, signal)) {
      yield bytes
      byteLength += bytes.length
      tell(Math.min(1, byteLength / sampleCount)) // about a byte a sample
    }
  }
  return keepEncoded(needs, key, encode)
}

/** A chapter as Ogg Opus, resampled as a whole and with some silence behind it. */
export async function encodeChapterAsOpus(
  needs: ContainerNeeds,
  { id, sampleCount }: ChapterSnapshot,
  { bitrateKbps, loudness }: { bitrateKbps: OpusBitrate; loudness: LoudnessPreset },
  { signal, tell }: ExportWork,
): Promise<EncodedChapter> {
  const key = `renditions/${await getSoundKey(needs.db, id)}/${withLoudness(`opus_48000_${bitrateKbps}`, loudness)}`
  const encoding = { codec: 'pcm', sampleRate: snapshotSampleRate } as const
  const codec = { peakDb: opusPeakDb(bitrateKbps) }
  async function* encode(): AsyncGenerator<Uint8Array> {
    using encoder = needs.encoders.open({ codec: 'opus', sampleRate: 48_000, bitrateKbps })
    let done = 0
    for await (const bytes of renderChapter(needs, id, { encoding, loudness, codec }, signal)) {
      yield await encoder.push({ samples: toSamples(bytes), sampleRate: snapshotSampleRate }, { goesOn: true })
      done += bytes.length / 2
      tell(done / sampleCount)
    }
    yield await encoder.push({ samples: new Int16Array(0), sampleRate: snapshotSampleRate })
    yield await encoder.silence(framesOfSilence * samplesPerPacket)
    yield await encoder.finish()
  }
  return keepEncoded(needs, key, encode)
}

/**
 * The frames of such a file, some at a time, each with what stands before it.
 * @param headLength bytes before each frame, of which the first two are its length @throws what encoding it throws
 */
export async function* readFrames(
  { key, read }: EncodedChapter,
  headLength: 2 | 4,
): AsyncGenerator<{ head: Buffer; frame: Buffer }[]> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of await read()) {
    const bytes = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece])
    const frames: { head: Buffer; frame: Buffer }[] = []
    let position = 0
    while (position + headLength <= bytes.length) {
      const start = position + headLength
      const end = start + bytes.readUInt16LE(position)
      if (end > bytes.length) break
      frames.push({ head: bytes.subarray(position, start), frame: bytes.subarray(start, end) })
      position = end
    }
    rest = bytes.subarray(position)
    yield frames
  }
  if (rest.length > 0) throw new StudioError('internal_error', `${key} ends in the middle of a frame.`)
}
