import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import { tailSeconds } from '../silent-edges.ts'

/**
 * Times that cover a trimmed track: a letter or digit that has no length shares that of its neighbours. Undefined when
 * too many have none, or when the sound goes on for as long again after the last of them: then the times are not its own.
 */
export function settleTimes(alignment: Alignment, text: string, track: Track): Alignment | undefined {
  const { startSamples, endSamples } = alignment
  const unheard = listUnheard(alignment, text)
  const letterCount = text.split('').filter(isLetter).length
  const soundEnd = track.samples.length - tailSeconds * track.sampleRate
  if (unheard.length > 0.2 * letterCount || endSamples.reduce((a, b) => Math.max(a, b), 0) < 0.5 * soundEnd)
    return undefined
  const settled = { startSamples: startSamples.slice(), endSamples: endSamples.slice(), source: alignment.source }
  for (const index of unheard) giveTime(settled, index, track.samples.length)
  return settled
}

function listUnheard({ startSamples, endSamples }: Alignment, text: string): number[] {
  return [...text].length === 0
    ? []
    : text
        .split('')
        .flatMap((unit, index) => (isLetter(unit) && startSamples[index] === endSamples[index] ? [index] : []))
}

/** Takes in neighbours, those before it first, until there is a sample for each; then all share the time evenly. */
function giveTime({ startSamples, endSamples }: Alignment, index: number, sampleCount: number): void {
  if (endSamples[index]! > startSamples[index]!) return
  let [from, until] = [index, index + 1]
  const span = () => {
    const next = startSamples[until] ?? sampleCount
    return [startSamples[from]!, Math.max(next, startSamples[from]!)] as const
  }
  while (span()[1] - span()[0] < until - from && (from > 0 || until < startSamples.length)) {
    if (from > 0) from--
    else until++
  }
  const [start, end] = span()
  const share = (end - start) / (until - from)
  for (let at = from; at < until; at++) {
    startSamples[at] = start + Math.floor(share * (at - from))
    endSamples[at] = start + Math.floor(share * (at - from + 1))
  }
}

function isLetter(unit: string): boolean {
  return /[\p{L}\p{N}]/u.test(unit)
}
