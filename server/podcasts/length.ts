import { defaultPauses } from '#server/planning/pauses.ts'
import type { DurationScale, Pace, PodcastRequest, Turn } from './podcast.ts'

/**
 * How long each scale may be, and is aimed at, in seconds. The borders are those of the public API (under 3 minutes, 3 to
 * 7, over 7); the aim lies so far inside that an estimate which is a sixth off still holds.
 */
export const lengths: Record<DurationScale, { least: number; aim: number; most: number }> = {
  short: { least: 0, aim: 140, most: 180 },
  default: { least: 180, aim: 285, most: 420 },
  long: { least: 420, aim: 540, most: 900 },
}

/** How long turns will last, in seconds. The pause behind a sentence is part of the pace; behind a turn it is longer. */
export function secondsOf(turns: Pick<Turn, 'speaker' | 'text'>[], pace: Pace): number {
  const { sentenceSeconds, paragraphSeconds, speakerSeconds, chapterSeconds } = defaultPauses
  return turns.reduce((sum, { speaker, text }, index) => {
    const goesOn = turns[index + 1]?.speaker === speaker
    return sum + text.length * pace[speaker] + (goesOn ? paragraphSeconds : speakerSeconds) - sentenceSeconds
  }, chapterSeconds)
}

/** How much of the aim is left for what is made of the sources, in seconds: intro and outro are said as they are. */
export function secondsForContent({ durationScale, intro, outro }: PodcastRequest, pace: Pace): number {
  const given = [intro, outro].filter((text) => text?.trim())
  const said = given.map((text) => ({ speaker: 'host' as const, text: text! }))
  return lengths[durationScale].aim - secondsOf(said, pace)
}
