import type { Encoder, Encoders } from '#server/audio/encoders.ts'
import type { Track } from '#server/audio/track.ts'
import { planNormalization } from '#server/audio/volume-normalization.ts'
import type { ChapterSnapshotId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { readTakeTrack } from '#server/takes/take-store.ts'
import { measureChapter } from './measure-chapter.ts'
import { encodingOf, type RenditionFormat } from './rendition-format.ts'
import { getSnapshotContent } from './snapshot-store.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders }

/**
 * Encodes a chapter in one run, take by take, each in parts. The next take is read while one is encoded, in another thread.
 * @throws StudioError `file_not_found` when a take is gone, `encoding_failed`; the signal's reason when aborted
 */
export async function* renderChapter(
  { db, files, encoders }: Needs,
  id: ChapterSnapshotId,
  format: RenditionFormat,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { segments } = (await getSnapshotContent(db, id)).manifest
  const normalization = format.isNormalized ? planNormalization(await measureChapter(files, segments)) : undefined
  using encoder = encoders.open(encodingOf(format), { normalization })
  const readTrack = (index: number) => {
    const take = segments[index]?.take
    const reading = take ? readTakeTrack(files, take) : Promise.resolve(undefined)
    reading.catch(() => {}) // told when its turn comes
    return reading
  }
  let next = readTrack(0)
  for (const [index, { pauseSamples }] of segments.entries()) {
    signal.throwIfAborted()
    const track = await next
    next = readTrack(index + 1)
    if (track) yield* encodeTrack(encoder, track)
    if (pauseSamples > 0) yield await encoder.silence(pauseSamples)
  }
  yield encoder.finish()
}

/** About a second of sound: who waits for the first byte does not wait for a whole take. */
const partLength = 32_768

async function* encodeTrack(encoder: Encoder, { samples, sampleRate }: Track): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < samples.length; start += partLength) {
    const end = start + partLength
    yield await encoder.push({ samples: samples.subarray(start, end), sampleRate }, { goesOn: end < samples.length })
  }
}
