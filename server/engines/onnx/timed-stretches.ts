import type { TimedStretch } from '../character-times.ts'

/** Symbols with the stretch of the text that each says, and when each is heard, in samples. */
export interface TimedSymbols {
  textStarts: ArrayLike<number>
  textEnds: ArrayLike<number>
  isHeard: boolean[]
  starts: number[]
  ends: number[]
  sampleRate: number
}

/**
 * When the characters are heard that have a sound, in order and apart from each other. Symbols that say the same characters
 * become one stretch; one that says none of its own lengthens the stretch before it.
 */
export function toTimedStretches(symbols: TimedSymbols): TimedStretch[] {
  const { textStarts, textEnds, isHeard, starts, ends, sampleRate } = symbols
  const stretches: TimedStretch[] = []
  for (let index = 0; index < isHeard.length; index++) {
    if (!isHeard[index]) continue
    const last = stretches.at(-1)
    const start = Math.max(textStarts[index]!, last?.end ?? 0)
    const end = textEnds[index]!
    const [startSeconds, endSeconds] = [starts[index]! / sampleRate, ends[index]! / sampleRate]
    if (start < end) stretches.push({ start, end, startSeconds, endSeconds })
    else if (last) last.endSeconds = Math.max(last.endSeconds, endSeconds)
  }
  return stretches
}
