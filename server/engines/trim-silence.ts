import type { Alignment } from '#server/audio/alignment.ts'
import { quietDecibels } from '#server/audio/quiet-ranges.ts'
import type { Track } from '#server/audio/track.ts'
import { cutSamples, leadSeconds, tailSeconds } from './silent-edges.ts'

/** A track with silence of a known length at both edges, and its times moved along. */
export interface Trimmed<Times extends Alignment | undefined> {
  track: Track
  alignment: Times
  /** Nothing is to be heard in it: only the two edges are left. */
  isSilent: boolean
}

/**
 * Cuts or lengthens the silence at both edges to `leadSeconds` and `tailSeconds`, for engines that do not tell where
 * they begin to speak. Silence is what is 45 dB below the loudest moment: breath and the noise of a room count as such.
 * @param alignment times over some text, which are moved along; those of what was cut away end up at the edge
 */
export function trimSilence<Times extends Alignment | undefined>(track: Track, alignment: Times): Trimmed<Times> {
  const { samples, sampleRate } = track
  const [lead, tail] = [Math.round(leadSeconds * sampleRate), Math.round(tailSeconds * sampleRate)]
  const sound = findSound(track)
  const start = (sound?.start ?? lead) - lead
  const end = sound ? sound.end + tail : lead + tail
  const trimmed = sound ? cutSamples(samples, start, end) : new Int16Array(lead + tail)
  return {
    track: { samples: trimmed, sampleRate },
    alignment: (alignment && moveTimes(alignment, start, trimmed.length)) as Times,
    isSilent: sound === undefined,
  }
}

/** Root mean square of 10 ms, of 32,768: what never becomes louder (-70 dBFS) is silence as a whole. */
const faintest = 10

/** The samples from the first sound to the last, to within 10 ms; undefined when there is none. */
function findSound({ samples, sampleRate }: Track): { start: number; end: number } | undefined {
  const length = Math.max(1, Math.round(sampleRate / 100))
  const loudness = Float64Array.from({ length: Math.ceil(samples.length / length) }, (_, index) =>
    rootMeanSquare(samples.subarray(index * length, (index + 1) * length)),
  )
  const loudest = loudness.reduce((most, one) => Math.max(most, one), 0)
  if (loudest < faintest) return undefined
  const isSound = (one: number) => one >= loudest * 10 ** (quietDecibels / 20)
  const end = (loudness.findLastIndex(isSound) + 1) * length
  return { start: loudness.findIndex(isSound) * length, end: Math.min(end, samples.length) }
}

function rootMeanSquare(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / samples.length)
}

function moveTimes({ startSamples, endSamples, source }: Alignment, by: number, sampleCount: number): Alignment {
  const move = (sample: number) => Math.min(Math.max(sample - by, 0), sampleCount)
  return { startSamples: startSamples.map(move), endSamples: endSamples.map(move), source }
}
