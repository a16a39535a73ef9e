import { resample } from '#server/audio/resample.ts'
import type { Track } from '#server/audio/track.ts'
import { warp } from './dtw.ts'
import { type Features, featureRate, toFeatures } from './features.ts'
import { findSound, type Stretch } from './find-sound.ts'
import type { WordTime } from './lay-characters.ts'

/** A reading of the same text of which the times are known. */
export interface Reference {
  track: Track
  /** The words that are heard in it, in samples of its track. */
  words: WordTime[]
}

/** A take laid on a reference. */
export interface Comparison {
  /** The words of the reference, in samples of the take. */
  words: WordTime[]
  /** The mean distance of what lies on each other: how unlike the two sound. */
  cost: number
  /** The share of the reference during which the take stands still or runs: how little the two say the same. */
  unevenness: number
}

/** How far apart frames are in the slower of the two. 5 ms won less than 1 ms, for three times the work. */
const hopSeconds = 0.01
/** The speech of one may be so many times as long as that of the other. */
const longestRatio = 3
/** So much of the silence at the edges is looked at too, since sounds such as f begin below what counts as silence. */
const edgeSeconds = 0.05

/**
 * Finds the words of a reference in a take. Both are cut to their sound, and the frames of the quicker are closer together,
 * so that the two have as many: a different pace makes no difference.
 * @param stretch factor from the take's frequencies to the reference's
 * @returns undefined when there is no sound, or when the lengths do not go together
 */
export function compareSounds(take: Track, reference: Reference, stretch: number): Comparison | undefined {
  const heard = withEdges(findSound(take), take)
  const known = withEdges(findWordsSound(reference), reference.track)
  const ratio = (heard.end - heard.start) / take.sampleRate / ((known.end - known.start) / reference.track.sampleRate)
  if (!(ratio > 1 / longestRatio && ratio < longestRatio)) return undefined
  const highHertz = 0.45 * Math.min(featureRate, take.sampleRate, reference.track.sampleRate)
  const takeHop = hopSeconds * Math.min(1, ratio)
  const referenceHop = hopSeconds * Math.min(1, 1 / ratio)
  const takeFeatures = listen(take, heard, { hopSeconds: takeHop, highHertz, stretch: 1 })
  const referenceFeatures = listen(reference.track, known, { hopSeconds: referenceHop, highHertz, stretch })
  const { takeFrames, cost } = warp(takeFeatures, referenceFeatures, reachOf(takeFeatures, referenceFeatures))
  const toTakeSample = (referenceSample: number) => {
    const frame = (referenceSample - known.start) / reference.track.sampleRate / referenceHop
    return heard.start + interpolate(takeFrames, frame) * takeHop * take.sampleRate
  }
  const words = reference.words.map((word) => ({
    ...word,
    startSample: toTakeSample(word.startSample),
    endSample: toTakeSample(word.endSample),
  }))
  return { words, cost, unevenness: measureUnevenness(takeFrames) }
}

/** A take that is three times as slow or quick as the whole, over 50 ms, stands still or runs. */
function measureUnevenness(takeFrames: Float32Array): number {
  const distance = 5
  let count = 0
  for (let frame = distance; frame < takeFrames.length; frame++) {
    const pace = (takeFrames[frame]! - takeFrames[frame - distance]!) / distance
    if (pace < 1 / 3 || pace > 3) count++
  }
  return count / takeFrames.length
}

/** From the first word to the last. */
function findWordsSound({ words }: Reference): Stretch {
  return { start: words[0]?.startSample ?? 0, end: words.at(-1)?.endSample ?? 0 }
}

/** An empty stretch stays empty. */
function withEdges({ start, end }: Stretch, { samples, sampleRate }: Track): Stretch {
  if (start >= end) return { start, end: start }
  const edge = Math.round(edgeSeconds * sampleRate)
  return { start: Math.max(0, start - edge), end: Math.min(samples.length, end + edge) }
}

type Listening = { hopSeconds: number; highHertz: number; stretch: number }

function listen(track: Track, { start, end }: Stretch, { hopSeconds, ...options }: Listening): Features {
  const samples = resample({ samples: track.samples.subarray(start, end), sampleRate: track.sampleRate }, featureRate)
  return toFeatures(samples, { hop: hopSeconds * featureRate, ...options })
}

/** The path takes a byte for each frame of the take and place of the band: 3 s to each side are kept up to 5 minutes. */
const mostPathBytes = 20_000_000

/** 3 s or 15 % to each side, within the memory. */
function reachOf(take: Features, reference: Features): number {
  const wanted = Math.max(3 / hopSeconds, Math.round(0.15 * reference.count))
  return Math.min(wanted, Math.floor(mostPathBytes / take.count / 2))
}

function interpolate(values: Float32Array, index: number): number {
  const inside = Math.min(values.length - 1, Math.max(0, index))
  const below = Math.floor(inside)
  const [from, to] = [values[below]!, values[below + 1] ?? values[below]!]
  return from + (to - from) * (inside - below)
}
