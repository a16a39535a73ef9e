import type { Track } from '#server/audio/track.ts'

/** The silence that every utterance has in front of its first sound and behind its last, however much its engine made. */
export const leadSeconds = 0.05
export const tailSeconds = 0.15

/** The samples of a range, which may reach beyond what there is: there is silence. */
export function cutSamples(samples: Int16Array, start: number, end: number): Int16Array<ArrayBuffer> {
  const part = new Int16Array(end - start)
  part.set(samples.subarray(Math.max(0, start), Math.max(0, Math.min(end, samples.length))), Math.max(0, -start))
  return part
}

/** What a text without anything to say sounds like: nothing but the two edges. */
export function silentTrack(sampleRate: number): Track {
  return { samples: new Int16Array(Math.round((leadSeconds + tailSeconds) * sampleRate)), sampleRate }
}
