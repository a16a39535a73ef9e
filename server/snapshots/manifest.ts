import { resampledLength } from '#server/audio/resample.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import type { BlockId, TakeKey } from '#server/base/ids.ts'
import { chapterEndSeconds, pauseAfterSeconds, scenePauseSeconds } from '#server/planning/pauses.ts'
import type { BlockPlan, PlannedUtterance } from '#server/planning/plan-block.ts'
import type { BlockType } from '#server/storage/schema.ts'
import type { StoredTake } from '#server/takes/take-store.ts'
import { toSourceTimes } from '#server/text/offset-map.ts'

/**
 * What a chapter snapshot is made of. All sample positions and counts are at 44,100 Hz (`snapshotSampleRate`); each take
 * is resampled to it on its own, so a take sounds the same to the sample wherever it is used.
 */
export interface Manifest {
  segments: Segment[]
  blocks: { blockId: BlockId; subType: BlockType; text: string }[]
}

/** A take and the silence behind it; without a take only silence. */
export interface Segment {
  take: { key: TakeKey; sampleRate: number } | null
  blockIndex: number
  /** Of the take alone. */
  sampleCount: number
  pauseSamples: number
}

export interface BuiltManifest {
  manifest: Manifest
  /** Where each written code point of all blocks starts and ends: start, end, start, end, … */
  characterTimes: Uint32Array
  sampleCount: number
}

/** Puts the takes of a chapter one after the other with the pauses between them. @param takes of every planned utterance */
export function buildManifest(plans: BlockPlan[], takes: Map<TakeKey, StoredTake>): BuiltManifest {
  const timeline: Timeline = { segments: [], times: [], position: 0 }
  for (const [blockIndex, plan] of plans.entries()) {
    const endPause = endPauseSeconds(plan, blockIndex === plans.length - 1)
    if (plan.utterances.length === 0) addSilentBlock(timeline, blockIndex, plan, endPause)
    else addSpokenBlock(timeline, blockIndex, plan, endPause, takes)
  }
  const blocks = plans.map(({ blockId, subType, written }) => ({ blockId, subType, text: written }))
  const { segments, times, position } = timeline
  return { manifest: { segments, blocks }, characterTimes: new Uint32Array(times), sampleCount: position }
}

/** What is placed so far. */
interface Timeline {
  segments: Segment[]
  /** Start, end, start, end, … of each code point. */
  times: number[]
  /** The sample behind the last segment. */
  position: number
}

function addSilentBlock(timeline: Timeline, blockIndex: number, plan: BlockPlan, endPause: number): void {
  const units = new UnitTimes(plan.written.length)
  const start = timeline.position
  addSilence(timeline, blockIndex, plan.leadingBreakSeconds + endPause)
  units.spread(start, timeline.position)
  units.appendCodePoints(plan.written, timeline.times)
}

function addSpokenBlock(
  timeline: Timeline,
  blockIndex: number,
  plan: BlockPlan,
  endPause: number,
  takes: Map<TakeKey, StoredTake>,
): void {
  const units = new UnitTimes(plan.written.length)
  if (plan.leadingBreakSeconds > 0) addSilence(timeline, blockIndex, plan.leadingBreakSeconds)
  for (const [index, planned] of plan.utterances.entries()) {
    const take = takes.get(planned.takeKey)!
    const isLast = index === plan.utterances.length - 1
    units.set(planned, take, timeline.position)
    addSegment(timeline, {
      take: { key: take.key, sampleRate: take.sampleRate },
      blockIndex,
      sampleCount: resampledLength(take.sampleCount, take.sampleRate, snapshotSampleRate),
      pauseSamples: toSampleCount(planned.breakSeconds + (isLast ? endPause : 0)),
    })
  }
  units.appendCodePoints(plan.written, timeline.times)
}

function addSilence(timeline: Timeline, blockIndex: number, seconds: number): void {
  addSegment(timeline, { take: null, blockIndex, sampleCount: 0, pauseSamples: toSampleCount(seconds) })
}

function addSegment(timeline: Timeline, segment: Segment): void {
  timeline.segments.push(segment)
  timeline.position += segment.sampleCount + segment.pauseSamples
}

function endPauseSeconds(plan: BlockPlan, isLastBlock: boolean): number {
  if (isLastBlock) return chapterEndSeconds
  const isScene = plan.utterances.length === 0 && plan.written.trim() !== ''
  return isScene ? scenePauseSeconds : pauseAfterSeconds[plan.subType]
}

function toSampleCount(seconds: number): number {
  return Math.round(seconds * snapshotSampleRate)
}

/** Start and end of each UTF-16 unit of one block while its takes are put in place. */
class UnitTimes {
  private readonly starts: Float64Array
  private readonly ends: Float64Array
  private filled = 0
  private lastEnd = 0

  constructor(length: number) {
    this.starts = new Float64Array(length)
    this.ends = new Float64Array(length)
  }

  /** A text that is only a pause lasts as long as the pause. */
  spread(startSample: number, endSample: number): void {
    const length = this.starts.length
    const edge = (index: number) => startSample + Math.round(((endSample - startSample) * index) / length)
    for (let index = 0; index < length; index++) this.fill(index, edge(index), edge(index + 1))
  }

  /** The times of an utterance whose take begins at `position`. */
  set({ start, end, map }: PlannedUtterance, take: StoredTake, position: number): void {
    const alignment = map ? toSourceTimes(map, take.alignment, end - start) : take.alignment
    const { startSamples, endSamples } = alignment
    const scale = snapshotSampleRate / take.sampleRate
    this.skipTo(start, position)
    for (let index = start; index < end; index++) {
      const from = position + Math.round(startSamples[index - start]! * scale)
      const to = position + Math.round(endSamples[index - start]! * scale)
      this.fill(index, from, to)
    }
  }

  /** Adds one pair for each code point of the block's text. */
  appendCodePoints(text: string, times: number[]): void {
    this.skipTo(text.length, this.lastEnd)
    for (let index = 0; index < text.length; ) {
      const length = text.codePointAt(index)! > 0xffff ? 2 : 1
      times.push(this.starts[index]!, this.ends[index + length - 1]!)
      index += length
    }
  }

  /** Characters that no utterance says have no time of their own. */
  private skipTo(index: number, sample: number): void {
    while (this.filled < index) this.fill(this.filled, sample, sample)
  }

  private fill(index: number, start: number, end: number): void {
    this.starts[index] = start
    this.ends[index] = end
    this.lastEnd = end
    this.filled = index + 1
  }
}
