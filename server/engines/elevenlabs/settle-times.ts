import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import { tailSeconds } from '../silent-edges.ts'
import { countLetters, isLetter } from './letters.ts'

/**
 * Times that cover a trimmed track: a letter or digit that has no length shares that of its neighbours. Undefined when
 * too many have none, or when the sound goes on for as long again after the last of them: then the times are not its own.
 */
export function settleTimes(alignment: Alignment, text: string, track: Track): Alignment | undefined {
  const { startSamples, endSamples, source } = alignment
  const unheard = text.split('').flatMap((unit, at) => (isLetter(unit) && lengthOf(alignment, at) === 0 ? [at] : []))
  const lastEnd = endSamples.reduce((latest, end) => Math.max(latest, end), 0)
  const soundEnd = track.samples.length - tailSeconds * track.sampleRate
  if (unheard.length > 0.2 * countLetters(text) || lastEnd < 0.5 * soundEnd) return undefined
  const settled = { startSamples: startSamples.slice(), endSamples: endSamples.slice(), source }
  for (const index of unheard) giveTime(settled, index, track)
  return settled
}

/** What a letter gets at least, where its neighbours have that much. */
const shortestSeconds = 0.005

/** Takes in neighbours, those before it first, until there is enough for each; then all share the time evenly. */
function giveTime(alignment: Alignment, index: number, { samples, sampleRate }: Track): void {
  if (lengthOf(alignment, index) > 0) return
  const { startSamples, endSamples } = alignment
  let [from, until] = [index, index + 1]
  const room = () => (startSamples[until] ?? samples.length) - startSamples[from]!
  while (room() < (until - from) * shortestSeconds * sampleRate && (from > 0 || until < startSamples.length)) {
    if (from > 0) from--
    else until++
  }
  const [start, share] = [startSamples[from]!, room() / (until - from)]
  for (let at = from; at < until; at++) {
    startSamples[at] = start + Math.floor(share * (at - from))
    endSamples[at] = start + Math.floor(share * (at - from + 1))
  }
}

function lengthOf({ startSamples, endSamples }: Alignment, index: number): number {
  return endSamples[index]! - startSamples[index]!
}
