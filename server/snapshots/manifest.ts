import { snapshotSampleRate } from '#server/audio/track.ts'
import { runAtOnce } from '#server/base/give-way.ts'
import type { BlockId, TakeKey } from '#server/base/ids.ts'
import { type Layout, openLayout, placeTimes, type TakePart } from '#server/planning/lay-out.ts'
import { type BlockTimeline, type TimelineEntry, writtenAlignment } from '#server/planning/timeline.ts'
import type { BlockType } from '#server/storage/schema.ts'
import type { StoredTake, TakeSound } from '#server/takes/take-store.ts'

/**
 * What a chapter snapshot is made of. All sample positions and counts are at 44,100 Hz (`snapshotSampleRate`); each take
 * is resampled to it on its own, so a take sounds the same to the sample wherever it is used.
 */
export interface Manifest {
  segments: Segment[]
  blocks: { blockId: BlockId; subType: BlockType; text: string }[]
}

/** A take or a stretch of one, and the silence behind it; without a take only silence. */
export interface Segment {
  take: TakeSound | null
  /** In the take's own samples, end exclusive; all of it when not given. */
  range?: { start: number; end: number }
  /** How much louder it is played, in decibels. */
  gainDb?: number
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

/**
 * Puts the takes of a chapter one after the other with the silence between them.
 * @param takes of every utterance
 * @param gainOf how much louder the voice of a take is played, in decibels
 */
export function buildManifest(
  blocks: BlockTimeline[],
  takes: Map<TakeKey, StoredTake>,
  gainOf: (take: StoredTake) => number = () => 0,
): BuiltManifest {
  return runAtOnce(buildManifestInSteps(blocks, takes, gainOf))
}

/** The same for who has others to let through. */
export function* buildManifestInSteps(
  blocks: BlockTimeline[],
  takes: Map<TakeKey, StoredTake>,
  gainOf: (take: StoredTake) => number,
): Generator<void, BuiltManifest> {
  const built: Building = { segments: [], times: [], layout: openLayout(snapshotSampleRate) }
  for (const [blockIndex, block] of blocks.entries()) {
    yield
    if (block.utterances.length === 0) addSilentBlock(built, blockIndex, block)
    else yield* addSpokenBlock(built, blockIndex, block, takes, gainOf)
  }
  pause(built, built.layout.endSilence())
  const texts = blocks.map(({ blockId, subType, written }) => ({ blockId, subType, text: written }))
  const { segments, times, layout } = built
  const characterTimes = new Uint32Array(times)
  return { manifest: { segments, blocks: texts }, characterTimes, sampleCount: layout.position }
}

/** What is placed so far. */
interface Building {
  segments: Segment[]
  /** Start, end, start, end, … of each code point. */
  times: number[]
  layout: Layout
}

function addSilentBlock(built: Building, blockIndex: number, { written, leadingBreakSeconds }: BlockTimeline): void {
  const units = new UnitTimes(written.length)
  const [start, end] = addSilence(built, blockIndex, leadingBreakSeconds)
  units.spread(start, end)
  units.appendCodePoints(written, built.times)
}

const utterancesPerStep = 200

function* addSpokenBlock(
  built: Building,
  blockIndex: number,
  { written, leadingBreakSeconds, utterances }: BlockTimeline,
  takes: Map<TakeKey, StoredTake>,
  gainOf: (take: StoredTake) => number,
): Generator<void, void> {
  const units = new UnitTimes(written.length)
  if (leadingBreakSeconds > 0) {
    addSilence(built, blockIndex, 0)
    built.layout.awaitSound(leadingBreakSeconds)
  }
  for (const [index, entry] of utterances.entries()) {
    if (index % utterancesPerStep === 0) yield
    const take = takes.get(entry.takeKey)!
    const parts = built.layout.add(entry, take)
    const gainDb = Math.round(((entry.volumeGain ?? 0) + gainOf(take)) * 10) / 10
    for (const part of parts) {
      pause(built, part.silenceBefore)
      built.segments.push(toSegment(part, take, gainDb, blockIndex))
    }
    units.set(entry, take, parts)
  }
  units.appendCodePoints(written, built.times)
}

function toSegment(
  { start, end, sampleCount }: TakePart,
  take: StoredTake,
  gainDb: number,
  blockIndex: number,
): Segment {
  const { key, contentHash, sampleRate } = take
  const isWhole = start === 0 && end === take.sampleCount
  return {
    take: { key, contentHash, sampleRate },
    ...(!isWhole && { range: { start, end } }),
    ...(gainDb !== 0 && { gainDb }),
    blockIndex,
    sampleCount,
    pauseSamples: 0,
  }
}

/** @returns where it begins and ends */
function addSilence(built: Building, blockIndex: number, seconds: number): [number, number] {
  pause(built, built.layout.endSilence())
  const start = built.layout.position
  const pauseSamples = built.layout.addSilence(seconds)
  built.segments.push({ take: null, blockIndex, sampleCount: 0, pauseSamples })
  return [start, built.layout.position]
}

/** Silence behind what is placed so far. */
function pause({ segments }: Building, samples: number): void {
  const last = segments.at(-1)
  if (last) last.pauseSamples += samples
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

  /** The times of an utterance whose take is placed in these parts. */
  set(entry: TimelineEntry, take: StoredTake, parts: TakePart[]): void {
    const { start, end } = entry
    const { startSamples, endSamples } = writtenAlignment(entry, take)
    const rates = { from: take.sampleRate, to: snapshotSampleRate }
    this.skipTo(start, parts[0]!.position)
    for (let index = start; index < end; index++) {
      const times: [number, number] = [startSamples[index - start]!, endSamples[index - start]!]
      const [from, to] = placeTimes(parts, times, rates)
      this.fill(index, Math.round(from), Math.round(to))
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
