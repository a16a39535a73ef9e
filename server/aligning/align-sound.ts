import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import { type Comparison, compareSounds, type Reference } from './compare-sounds.ts'
import { estimateTimes } from './estimate-times.ts'
import { findSound, type Sound } from './find-sound.ts'
import { layCharacters, type WordTime } from './lay-characters.ts'
import type { ReferenceVoice } from './reference-voice.ts'
import { respectPauses } from './respect-pauses.ts'

/** A reading of the same text that a take may be compared with, and the stretches to try. */
export interface Candidate {
  voice: string
  reference: Reference
  stretches: number[]
}

/** The sound of a text, and what it may be compared with; nothing when there is no reading of this text. */
export interface AligningJob {
  track: Track
  text: string
  candidates: Candidate[]
}

export interface AligningResult {
  alignment: Alignment
  /** Which candidate was taken, unless the times are estimated. */
  taken?: ReferenceVoice
}

/**
 * When a comparison counts as one of two that say the same. Measured with flite's and Kokoro's voices, the right text against
 * its best reference: cost 1.6 to 2.0, unevenness 0.04 to 0.19. Another text of about the same length: 2.2 to 2.5 and 0.23 to
 * 0.40. Only half of the text: 2.2 to 2.5 and 0.3 to 0.5. Noise: 2.7 to 2.9 and 0.4.
 */
const limits = { cost: 2.2, unevenness: 0.25 }

/** When each character of a text is heard: after the candidate that is most alike, else estimated. */
export function alignSound({ track, text, candidates }: AligningJob): AligningResult {
  const best = findMostAlike(track, candidates)
  if (!best || !saysTheSame(best)) return { alignment: estimateTimes(track, text) }
  const sound = findSound(track)
  const words = giveRoom(respectPauses(best.words, sound, track.sampleRate), sound, track.sampleRate)
  const laid = { textLength: text.length, sampleCount: track.samples.length, source: 'dtw' } as const
  const { voice, stretch } = best
  return { alignment: layCharacters(words, laid), taken: { voice, stretch } }
}

type Found = Comparison & ReferenceVoice

function findMostAlike(track: Track, candidates: Candidate[]): Found | undefined {
  let best: Found | undefined
  for (const { voice, reference, stretches } of candidates) {
    for (const stretch of stretches) {
      const comparison = compareSounds(track, reference, stretch)
      if (comparison && !(best && best.cost <= comparison.cost)) best = { ...comparison, voice, stretch }
    }
  }
  return best
}

function saysTheSame({ cost, unevenness }: Comparison): boolean {
  return cost <= limits.cost && unevenness <= limits.unevenness
}

/** No word is shorter than this, unless there are more words than time. */
const shortestWordSeconds = 0.02

/** Pushes words on, and back again at the end, so that each has some time of its own. */
function giveRoom(words: WordTime[], { start, end }: Sound, sampleRate: number): WordTime[] {
  const shortest = Math.min(shortestWordSeconds * sampleRate, (end - start) / words.length)
  const roomy = words.map((word) => ({ ...word }))
  let least = start
  for (const word of roomy) {
    word.startSample = Math.max(word.startSample, least)
    least = word.endSample = Math.max(word.endSample, word.startSample + shortest)
  }
  let most = end
  for (const word of roomy.reverse()) {
    word.endSample = Math.min(word.endSample, most)
    most = word.startSample = Math.min(word.startSample, word.endSample - shortest)
  }
  return roomy.reverse()
}
