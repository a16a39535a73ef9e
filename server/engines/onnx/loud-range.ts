import { quietDecibels } from '#server/audio/quiet-ranges.ts'

/** How loud each hundredth of a second is. */
export interface Loudness {
  /** Mean squares. */
  powers: Float32Array
  /** Samples. */
  windowLength: number
  /** What is below is silence. */
  quietPower: number
}

export function openLoudness({ samples, sampleRate }: { samples: Float32Array; sampleRate: number }): Loudness {
  const windowLength = Math.round(sampleRate / 100)
  const powers = new Float32Array(Math.ceil(samples.length / windowLength))
  let loudest = 0
  for (let window = 0; window < powers.length; window++) {
    const end = Math.min(samples.length, (window + 1) * windowLength)
    let squares = 0
    for (let index = window * windowLength; index < end; index++) squares += samples[index]! ** 2
    powers[window] = squares / windowLength
    loudest = Math.max(loudest, powers[window]!)
  }
  return { powers, windowLength, quietPower: loudest * 10 ** (quietDecibels / 10) }
}

/** From the first to the last moment between two samples that is not silent; empty, at `start`, when all of it is. */
export function loudRange({ powers, windowLength, quietPower }: Loudness, start: number, end: number) {
  let [from, until] = [Math.floor(start / windowLength), Math.min(powers.length, Math.ceil(end / windowLength))]
  while (from < until && powers[from]! <= quietPower) from++
  while (until > from && powers[until - 1]! <= quietPower) until--
  if (from === until) return { start, end: start }
  return { start: Math.max(start, from * windowLength), end: Math.min(end, until * windowLength) }
}

/** The longest silence between two samples; undefined when there is none. */
export function longestQuiet({ powers, windowLength, quietPower }: Loudness, start: number, end: number) {
  let longest: { start: number; end: number } | undefined
  const last = Math.min(powers.length, Math.floor(end / windowLength))
  for (let window = Math.ceil(start / windowLength), from = window; window <= last; window++) {
    const isQuiet = window < last && powers[window]! <= quietPower
    if (isQuiet) continue
    const length = (window - from) * windowLength
    if (length > 0 && length > (longest ? longest.end - longest.start : 0)) {
      longest = { start: from * windowLength, end: window * windowLength }
    }
    from = window + 1
  }
  return longest
}
