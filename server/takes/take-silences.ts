import type { Alignment } from '#server/audio/alignment.ts'
import type { SampleRange } from '#server/audio/quiet-ranges.ts'
import { splitSentences } from '#server/text/sentences.ts'
import { isSpeakable } from '#server/text/speakable.ts'

/** Where a take is silent, in its own samples: where a pause can be made longer or shorter without touching its speech. */
export interface TakeSilences {
  /** Nothing is heard before this sample. */
  soundStart: number
  /** Nor from this one on. */
  soundEnd: number
  /** Between its sentences, in order; empty where the voice goes on without a pause. */
  betweenSentences: SampleRange[]
}

/** A text as it was spoken, and when. */
interface SpokenTake {
  text: string
  /** ISO 639-1. */
  language: string
  alignment: Alignment
  sampleCount: number
}

/** @param quiet as `findQuietRanges` finds them in the sound */
export function findSilences(take: SpokenTake, quiet: SampleRange[]): TakeSilences {
  const { sampleCount } = take
  const [first, last] = [quiet[0], quiet.at(-1)]
  const soundStart = first?.start === 0 ? first.end : 0
  const soundEnd = last?.end === sampleCount && last.start >= soundStart ? last.start : sampleCount
  const isInside = ({ start, end }: SampleRange) => start > soundStart && end < soundEnd
  return { soundStart, soundEnd, betweenSentences: listBetweenSentences(take, quiet).filter(isInside) }
}

function listBetweenSentences({ text, language, alignment }: SpokenTake, quiet: SampleRange[]): SampleRange[] {
  if (alignment.source === 'estimated') return [] // nobody knows where they are
  const sentences = splitSentences(text, language)
  const ranges: SampleRange[] = []
  for (const { start: border } of sentences.slice(1)) {
    const [before, behind] = [lastSpoken(text, border), firstSpoken(text, border)]
    if (before === undefined || behind === undefined) continue
    const range = quietBetween(quiet, alignment.startSamples[before]!, alignment.endSamples[behind]!) ?? {
      start: alignment.startSamples[border]!,
      end: alignment.startSamples[border]!,
    }
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
function quietBetween(quiet: SampleRange[], start: number, end: number): SampleRange | undefined {
  let longest: SampleRange | undefined
  for (const range of quiet) {
    if (range.end <= start || range.start >= end) continue
    if (!longest || range.end - range.start > longest.end - longest.start) longest = range
  }
  return longest
}

/** As a list of numbers, to be stored. */
export function packSilences({ soundStart, soundEnd, betweenSentences }: TakeSilences): number[] {
  return [soundStart, soundEnd, ...betweenSentences.flatMap(({ start, end }) => [start, end])]
}

export function unpackSilences([soundStart, soundEnd, ...borders]: number[]): TakeSilences {
  const betweenSentences: SampleRange[] = []
  for (let index = 0; index < borders.length; index += 2)
    betweenSentences.push({ start: borders[index]!, end: borders[index + 1]! })
  return { soundStart: soundStart!, soundEnd: soundEnd!, betweenSentences }
}
