import type { Track } from './track.ts'

/** How long the pieces are that a sound is put together from anew: a few periods of the lowest voice. */
const windowSeconds = 0.03
/** How far from its place a piece is looked for that goes on as the one before would have. */
const reachSeconds = 0.01
/** A first look takes every so many samples, and then the best place is looked at closely. */
const coarseStep = 4

/**
 * A sound at another speed with its pitch as it was: pieces of 30 ms that overlap by half are laid closer together or
 * further apart, each taken from where it continues the one before best. What is silent stays silent, and a sample at time t
 * comes within 10 ms of t / speed.
 * @param speed 2 is twice as fast; from 0.25 to 4 it is still speech
 * @returns round(sample count / speed) samples
 * Source: W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality
 * time-scale modification of speech", ICASSP 1993.
 */
export function stretchTime({ samples, sampleRate }: Track, speed: number): Int16Array<ArrayBuffer> {
  const output = new Int16Array(Math.round(samples.length / speed))
  if (speed === 1) output.set(samples)
  if (speed === 1 || samples.length === 0) return output
  const hop = Math.max(coarseStep, Math.round((windowSeconds * sampleRate) / 2))
  const reach = Math.round(reachSeconds * sampleRate)
  const input = paddedCopy(samples, 2 * hop + reach)
  const rising = Float64Array.from({ length: hop }, (_, index) => 0.5 - 0.5 * Math.cos((Math.PI * (index + 0.5)) / hop))
  let from = input.offset // where the piece begins whose second half is being faded out
  for (let at = 0; at < output.length; at += hop) {
    const goesOn = from + hop
    const wanted = input.offset + Math.round((at + hop) * speed) - hop
    const next = at === 0 ? input.offset : bestStart(input.samples, goesOn, wanted, { length: hop, reach })
    const before = at === 0 ? next : goesOn
    for (let index = 0; index < Math.min(hop, output.length - at); index++) {
      const share = rising[index]!
      const mixed = input.samples[before + index]! * (1 - share) + input.samples[next + index]! * share
      output[at + index] = Math.floor(mixed + 0.5)
    }
    from = next
  }
  return output
}

/** With silence at both ends, so that no piece lies outside. */
function paddedCopy(samples: Int16Array, padding: number): { samples: Float64Array; offset: number } {
  const padded = new Float64Array(samples.length + 8 * padding)
  padded.set(samples, padding)
  return { samples: padded, offset: padding }
}

/** Where a piece begins near `wanted` that is most like what stands at `model`. */
function bestStart(
  samples: Float64Array,
  model: number,
  wanted: number,
  { length, reach }: { length: number; reach: number },
): number {
  const middle = Math.min(Math.max(wanted, reach), samples.length - length - reach)
  const coarse = mostSimilar(samples, model, [middle - reach, middle + reach], { length, step: coarseStep })
  const close: [number, number] = [Math.max(coarse - coarseStep, 0), coarse + coarseStep]
  return mostSimilar(samples, model, close, { length, step: 1 })
}

/** The start with the highest normalised cross-correlation; the one in the middle where all is silent. */
function mostSimilar(
  samples: Float64Array,
  model: number,
  [first, last]: [number, number],
  { length, step }: { length: number; step: number },
): number {
  let best = (first + last) >> 1
  let highest = 0
  for (let start = first; start <= last; start += step) {
    let product = 0
    let square = 0
    for (let index = 0; index < length; index += step) {
      const sample = samples[start + index]!
      product += sample * samples[model + index]!
      square += sample * sample
    }
    const similarity = product / Math.sqrt(square + 1)
    if (similarity <= highest) continue
    highest = similarity
    best = start
  }
  return best
}
