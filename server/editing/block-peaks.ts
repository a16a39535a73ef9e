import type { Track } from '#server/audio/track.ts'
import { StudioError } from '#server/base/errors.ts'
import { openTurn } from '#server/base/give-way.ts'
import type { TakeKey } from '#server/base/ids.ts'
import { openLayout, type TakePart } from '#server/planning/lay-out.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { findTakes, readTakeTrack, type StoredTake } from '#server/takes/take-store.ts'
import type { BlockSound } from './block-sound.ts'
import { timesRate } from './block-times.ts'

/** How far a sound swings in each stretch of time. */
export interface Peaks {
  durationSeconds: number
  count: number
  /** Pairs of least and greatest sample between -1 and 1; so many that they are not made all at once. */
  list(start: number, end: number): [number, number][]
}

/** @throws StudioError `file_not_found` */
export async function readBlockPeaks(
  needs: { db: Database; files: FileStore },
  { speech }: BlockSound,
  perSecond: number,
): Promise<Peaks> {
  const { placed, durationSeconds } = await placeTakes(needs.db, speech.plan)
  const count = Math.ceil(durationSeconds * perSecond)
  const lows = new Int16Array(count)
  const highs = new Int16Array(count)
  const giveWay = openTurn()
  for (const { take, parts } of placed) {
    const track = await readTakeTrack(needs.files, take)
    for (const { at, samples } of listWindows(track, parts, perSecond)) {
      lows[at] = Math.min(lows[at]!, lowest(samples))
      highs[at] = Math.max(highs[at]!, highest(samples))
      await giveWay()
    }
  }
  const list = (start: number, end: number) =>
    Array.from(lows.subarray(start, end), (low, at): [number, number] => [round(low), round(highs[start + at]!)])
  return { durationSeconds, count, list }
}

async function placeTakes(db: Database, { utterances }: BlockSound['speech']['plan']) {
  const keys = utterances.map((one) => one.takeKey)
  const takes = await findTakes(db, keys)
  const layout = openLayout(timesRate)
  const placed = utterances.map((entry) => {
    const take = takeOf(takes, entry.takeKey)
    return { take, parts: layout.add(entry, take) }
  })
  layout.endSilence()
  return { placed, durationSeconds: layout.position / timesRate }
}

function takeOf(takes: Map<TakeKey, StoredTake>, key: TakeKey): StoredTake {
  const take = takes.get(key)
  if (take) return take
  throw new StudioError('file_not_found', 'What was spoken has been deleted meanwhile.')
}

/** The sound of a take in stretches, each with the place of its peak. */
function* listWindows({ samples, sampleRate }: Track, parts: TakePart[], perSecond: number) {
  const length = Math.ceil(sampleRate / perSecond)
  for (const { start, end, position } of parts) {
    const first = Math.floor((position / timesRate) * perSecond)
    for (let from = start; from < end; from += length) {
      const at = first + (from - start) / length
      yield { at, samples: samples.subarray(from, Math.min(from + length, end)) }
    }
  }
}

function lowest(samples: Int16Array): number {
  let found = 0
  for (const sample of samples) if (sample < found) found = sample
  return found
}

function highest(samples: Int16Array): number {
  let found = 0
  for (const sample of samples) if (sample > found) found = sample
  return found
}

function round(sample: number): number {
  return Math.round((sample / 32_768) * 1_000) / 1_000
}
