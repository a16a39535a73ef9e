import { cutTrack } from '#server/audio/cut-track.ts'
import type { Encoder, Encoders } from '#server/audio/encoding/encoders.ts'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { mp3GainDb } from '#server/audio/encoding/mp3.ts'
import {
  type CodecEffect,
  type LoudnessPreset,
  levelling,
  type Normalization,
  planNormalization,
} from '#server/audio/loudness/volume-normalization.ts'
import type { Track } from '#server/audio/track.ts'
import type { ChapterSnapshotId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { readTakeTrack } from '#server/takes/take-store.ts'
import type { Segment } from './manifest.ts'
import { measureChapter } from './measure-chapter.ts'
import { getSnapshotContent } from './snapshot-store.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders }

export interface ChapterEncoding {
  encoding: EncodingFormat
  /** What its volume is brought to. */
  loudness: LoudnessPreset
  /** What the encoder does that its samples go to; that of MP3 when not given. */
  codec?: CodecEffect
}

/**
 * Encodes a chapter in one run, take by take, each in parts. The next take is read while one is encoded, in another thread.
 * @throws StudioError `file_not_found` when a take is gone, `encoding_failed`; the signal's reason when aborted
 */
export async function* renderChapter(
  { db, files, encoders }: Needs,
  id: ChapterSnapshotId,
  { encoding, ...level }: ChapterEncoding,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { segments } = (await getSnapshotContent(db, id)).manifest
  const normalization = await planVolume({ db, files }, segments, { encoding, ...level })
  using encoder = encoders.open(encoding, { normalization })
  const tracks = openTracks(files, segments)
  for (const [index, { gainDb, range, pauseSamples }] of segments.entries()) {
    signal.throwIfAborted()
    const track = await tracks.next(index)
    if (track) yield* encodeTrack(encoder, range ? cutTrack(track, range) : track, gainDb)
    if (pauseSamples > 0) yield await encoder.silence(pauseSamples)
  }
  yield encoder.finish()
}

/** Undefined when nothing is to be made louder or softer. */
async function planVolume(
  needs: Pick<Needs, 'db' | 'files'>,
  segments: Segment[],
  { encoding, loudness, codec = effectOf(encoding) }: ChapterEncoding,
): Promise<Normalization | undefined> {
  if (loudness === 'none') return segments.some((segment) => segment.gainDb) ? levelling : undefined
  return planNormalization(loudness, await measureChapter(needs, segments), codec)
}

function effectOf(encoding: EncodingFormat): CodecEffect {
  return encoding.codec === 'mp3' ? { gainDb: mp3GainDb(encoding.bitrateKbps) } : {}
}

/** Reads each take once, and the next one while one is encoded. */
function openTracks(files: FileStore, segments: Segment[]) {
  const keyAt = (index: number) => segments[index]?.take?.key
  const read = (index: number) => {
    const take = segments[index]?.take
    const reading = take ? readTakeTrack(files, take) : Promise.resolve(undefined)
    reading.catch(() => {}) // told when its turn comes
    return reading
  }
  let next = read(0)
  return {
    /** @param index one more each time */
    async next(index: number): Promise<Track | undefined> {
      const track = await next
      if (keyAt(index) === undefined || keyAt(index + 1) !== keyAt(index)) next = read(index + 1)
      return track
    },
  }
}

/** About a second of sound: who waits for the first byte does not wait for a whole take. */
const partLength = 32_768

async function* encodeTrack(
  encoder: Encoder,
  { samples, sampleRate }: Track,
  gainDb?: number,
): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < samples.length; start += partLength) {
    const end = start + partLength
    const part = { samples: samples.subarray(start, end), sampleRate }
    yield await encoder.push(part, { goesOn: end < samples.length, gainDb })
  }
}
