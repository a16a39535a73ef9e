import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import type { Range } from '#server/text/range.ts'
import { weighCharacters } from './character-weights.ts'
import { findSound, type Sound } from './find-sound.ts'
import { layCharacters, type WordTime } from './lay-characters.ts'
import { type Gap, type PlacedPause, placePauses } from './place-pauses.ts'
import { findWords } from './words.ts'

/**
 * When each character is probably heard, without knowing how the text sounds: the sound between the silences at the edges is
 * shared by the weights of the characters, and long pauses are put where the punctuation wants them.
 */
export function estimateTimes(track: Track, text: string): Alignment {
  const weights = weighCharacters(text)
  const words = findParts(text)
  const sound = findSound(track)
  const whole = sound.end > sound.start ? sound : { start: 0, end: track.samples.length, pauses: [] }
  const laid = { textLength: text.length, sampleCount: track.samples.length, source: 'estimated', weights } as const
  return layCharacters(shareOut(words, text, weights, whole, track.sampleRate), laid)
}

/** The words, cut where a script without spaces has punctuation inside. */
function findParts(text: string): Range[] {
  return findWords(text).flatMap(({ start, end }) => {
    const parts = [...text.slice(start, end).matchAll(/[^、。，！？；：]+/gu)]
    return parts.map((part) => ({ start: start + part.index, end: start + part.index + part[0].length }))
  })
}

function shareOut(words: Range[], text: string, weights: Float64Array, sound: Sound, sampleRate: number): WordTime[] {
  const totals = words.map(({ start, end }) => weights.subarray(start, end).reduce((sum, weight) => sum + weight, 0))
  const total = totals.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return []
  const gaps = toGaps(words, text, totals)
  const placed = placePauses(gaps, total, sound, sampleRate)
  return between(words, totals, placed, sound)
}

/** What is between each word and the next. */
function toGaps(words: Range[], text: string, totals: number[]): Gap[] {
  let weightBefore = 0
  return words.slice(1).map((word, index) => {
    weightBefore += totals[index]!
    return { weightBefore, text: text.slice(words[index]!.end, word.start) }
  })
}

/** The words between two placed pauses share the sound there by their weights. */
function between(words: Range[], totals: number[], placed: PlacedPause[], sound: Sound): WordTime[] {
  const times: WordTime[] = []
  const ends = [...placed, { gap: words.length - 1, start: sound.end, end: sound.end }]
  let [first, from] = [0, sound.start]
  for (const { gap, start, end } of ends) {
    const total = totals.slice(first, gap + 1).reduce((sum, weight) => sum + weight, 0)
    let passed = 0
    const at = () => from + ((start - from) * passed) / (total || 1)
    for (let index = first; index <= gap; index++) {
      const startSample = at()
      passed += totals[index]!
      times.push({ ...words[index]!, startSample, endSample: at() })
    }
    ;[first, from] = [gap + 1, end]
  }
  return times
}
