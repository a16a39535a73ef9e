import { combineLoudness, type Loudness, type MeasuredSegment } from '#server/audio/loudness/combine-loudness.ts'
import type { TakeSums } from '#server/audio/loudness/take-sums.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import type { TakeKey } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { readSums } from '#server/takes/take-store.ts'
import type { Segment } from './manifest.ts'

/** How loud a chapter is before it is brought to any loudness: from what was measured of its takes, no sound is read. */
export async function measureChapter(
  needs: { db: Database; files: FileStore },
  segments: Segment[],
): Promise<Loudness> {
  const takes = new Map(segments.flatMap(({ take }) => (take ? [[take.key, take] as const] : [])))
  const sums = await readSums(needs, [...takes.values()])
  return combineLoudness(segments.map((segment) => toMeasured(segment, sums)))
}

function toMeasured(
  { take, range, gainDb, pauseSamples }: Segment,
  sums: ReadonlyMap<TakeKey, TakeSums>,
): MeasuredSegment {
  const pauseSeconds = pauseSamples / snapshotSampleRate
  if (!take) return { take: null, pauseSeconds }
  const { sampleRate } = take
  const seconds = range && { startSeconds: range.start / sampleRate, endSeconds: range.end / sampleRate }
  return { take: sums.get(take.key)!, range: seconds, gainDb, pauseSeconds }
}
