import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import { findPlaces } from './find-places.ts'
import { countLetters, isLetter } from './letters.ts'
import { outsideTags } from './phoneme-tags.ts'

/** The service's own form; how it splits the text is not promised, and the three lists may be of different lengths. */
export interface ToldTimes {
  characters: string[]
  /** Numbers in seconds, if all is well. */
  character_start_times_seconds: unknown[]
  character_end_times_seconds: unknown[]
}

/**
 * When each unit of a text is heard, from what the service told of the text that it was sent. Small disorders are put
 * right; undefined when there is more wrong than that, for then the times are worth nothing and others can be found.
 * @param track the whole sound, as it came
 */
export function readTimes(told: ToldTimes, text: string, track: Track): Alignment | undefined {
  const units = withoutTagged(toUnits(told))
  const seconds = track.samples.length / track.sampleRate
  if (units.text.length === 0 || faultShare(units, seconds) > 0.1) return undefined
  const ordered = inOrder(units, seconds)
  const places = findPlaces(units.text, text)
  if (!places || countUnplaced(places, text) > 0.2 * countLetters(text)) return undefined
  return toAlignment(ordered, places, track.sampleRate)
}

/** Times of each UTF-16 unit of what the service says it spoke; NaN where it tells none. */
interface Units {
  text: string
  starts: number[]
  ends: number[]
}

function toUnits({ characters, character_start_times_seconds, character_end_times_seconds }: ToldTimes): Units {
  const repeat = (times: unknown[]) =>
    characters.flatMap((character, index) => Array<number>(character.length).fill(toSeconds(times[index])))
  return {
    text: characters.join(''),
    starts: repeat(character_start_times_seconds),
    ends: repeat(character_end_times_seconds),
  }
}

function toSeconds(time: unknown): number {
  return typeof time === 'number' && Number.isFinite(time) ? time : Number.NaN
}

/** The service may tell times of the tags that it was sent, too. */
function withoutTagged({ text, starts, ends }: Units): Units {
  const kept = outsideTags(text)
  const pick = (times: number[]) => kept.flatMap(({ start, end }) => times.slice(start, end))
  return { text: kept.map(({ start, end }) => text.slice(start, end)).join(''), starts: pick(starts), ends: pick(ends) }
}

/** What is off by less than this many seconds was rounded. */
const tolerance = 0.05

/** How many of the times are missing, go back, end before they start, or lie outside of the sound: from 0 to 1. */
function faultShare({ starts, ends }: Units, seconds: number): number {
  let latest = 0
  let faults = 0
  for (const [index, start] of starts.entries()) {
    const end = ends[index]!
    const isRight = start >= latest - tolerance && end >= start - tolerance && end <= seconds + tolerance
    if (!isRight) faults++
    if (start > latest && start <= seconds) latest = start
  }
  return faults / starts.length
}

/** Starts that never go back, ends that are not before them, all inside the sound. What is missing is heard at once. */
function inOrder({ text, starts, ends }: Units, seconds: number): Units {
  let latest = 0
  const inside = (time: number) => Math.min(Math.max(latest, Number.isNaN(time) ? latest : time), seconds)
  const times = starts.map((start, index) => {
    latest = inside(start)
    return [latest, inside(ends[index]!)] as const
  })
  return { text, starts: times.map(([start]) => start), ends: times.map(([, end]) => end) }
}

/** A unit that the service does not tell of has no length, where the one before it ends. */
function toAlignment({ starts, ends }: Units, places: Int32Array, sampleRate: number): Alignment {
  const startSamples = new Uint32Array(places.length)
  const endSamples = new Uint32Array(places.length)
  for (const [index, place] of places.entries()) {
    const before = index > 0 ? endSamples[index - 1]! : 0
    startSamples[index] = place < 0 ? before : Math.round(starts[place]! * sampleRate)
    endSamples[index] = place < 0 ? before : Math.round(ends[place]! * sampleRate)
  }
  return { ...startsInOrder(startSamples, endSamples), source: 'native' }
}

/** What was put in between may start after what follows, where the service's times overlap. */
function startsInOrder(startSamples: Uint32Array, endSamples: Uint32Array) {
  for (let index = startSamples.length - 2; index >= 0; index--) {
    startSamples[index] = Math.min(startSamples[index]!, startSamples[index + 1]!)
  }
  return { startSamples, endSamples }
}

function countUnplaced(places: Int32Array, text: string): number {
  return places.reduce((count, place, index) => count + (place < 0 && isLetter(text[index]!) ? 1 : 0), 0)
}
