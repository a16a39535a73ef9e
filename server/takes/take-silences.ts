import type { Alignment } from '#server/audio/alignment.ts'
import { findSoftest, type SampleRange } from '#server/audio/quiet-ranges.ts'
import type { Track } from '#server/audio/track.ts'
import { splitSentences } from '#server/text/sentences.ts'
import { isSpeakable } from '#server/text/speakable.ts'

/** Where a take is silent, in its own samples: where a pause can be made longer or shorter without touching its speech. */
export interface TakeSilences {
  /** Nothing is heard before this sample. */
  soundStart: number
  /** Nor from this one on. */
  soundEnd: number
  /** Between its sentences, in order; of no length where the voice goes on without a pause: there it is softest. */
  betweenSentences: SampleRange[]
}

/** A text as it was spoken, and when. */
interface SpokenTake {
  text: string
  /** ISO 639-1. */
  language: string
  alignment: Alignment
  track: Track
}

/** @param quiet as `findQuietMoments` finds them in the sound */
export function findSilences(take: SpokenTake, quiet: SampleRange[]): TakeSilences {
  const sampleCount = take.track.samples.length
  const [first, last] = [quiet[0], quiet.at(-1)]
  const soundStart = first?.start === 0 ? first.end : 0
  const soundEnd = last?.end === sampleCount && last.start >= soundStart ? last.start : sampleCount
  const isInside = ({ start, end }: SampleRange) => start > soundStart && end < soundEnd
  return { soundStart, soundEnd, betweenSentences: listBetweenSentences(take, quiet).filter(isInside) }
}

function listBetweenSentences({ text, language, alignment, track }: SpokenTake, quiet: SampleRange[]): SampleRange[] {
  if (alignment.source === 'estimated') return [] // nobody knows where they are
  const sentences = splitSentences(text, language)
  const ranges: SampleRange[] = []
  for (const { start: border } of sentences.slice(1)) {
    const [before, behind] = [lastSpoken(text, border), firstSpoken(text, border)]
    if (before === undefined || behind === undefined) continue
    const around = { start: alignment.startSamples[before]!, end: alignment.endSamples[behind]! }
    const range = longestWithin(quiet, around) ?? softestWithin(track, around, alignment.startSamples[border]!)
    if (range.start >= (ranges.at(-1)?.end ?? 0)) ranges.push(range)
  }
  return ranges
}

function lastSpoken(text: string, border: number): number | undefined {
  for (let index = border - 1; index >= 0; index--) if (isSpeakable(text[index]!)) return index
  return undefined
}

function firstSpoken(text: string, border: number): number | undefined {
  for (let index = border; index < text.length; index++) if (isSpeakable(text[index]!)) return index
  return undefined
}

/** The longest that reaches into a stretch. */
function longestWithin(quiet: SampleRange[], { start, end }: SampleRange): SampleRange | undefined {
  let longest: SampleRange | undefined
  for (const range of quiet) {
    if (range.end <= start || range.start >= end) continue
    if (!longest || range.end - range.start > longest.end - longest.start) longest = range
  }
  return longest
}

/** Of a voice that goes on without a pause. @param told where the next sentence begins */
function softestWithin(track: Track, around: SampleRange, told: number): SampleRange {
  const cut = findSoftest(track, around, told)
  return { start: cut, end: cut }
}

/**
 * Raised when silences are found otherwise, so that takes are measured again before they are laid out. Below zero, for what
 * was stored before there were versions began with a sample.
 */
export const silencesVersion = -2

/** As a list of numbers, to be stored. */
export function packSilences({ soundStart, soundEnd, betweenSentences }: TakeSilences): number[] {
  return [silencesVersion, soundStart, soundEnd, ...betweenSentences.flatMap(({ start, end }) => [start, end])]
}

/** @returns undefined when they were found otherwise than they would be now */
export function unpackSilences([version, soundStart, soundEnd, ...borders]: number[]): TakeSilences | undefined {
  if (version !== silencesVersion) return undefined
  const betweenSentences: SampleRange[] = []
  for (let index = 0; index < borders.length; index += 2)
    betweenSentences.push({ start: borders[index]!, end: borders[index + 1]! })
  return { soundStart: soundStart!, soundEnd: soundEnd!, betweenSentences }
}
