/** Smooths the gain that single samples need, so that none gets more than it bears and nothing jumps. */
export interface GainCurve {
  /** True while the gain is 1 and samples that need no less leave it so: `next(1)` would answer 1 and change nothing. */
  readonly isResting: boolean
  /** @param needed what the next sample bears, more than 0 up to 1 @returns the gain of the sample `lookahead` before it */
  next(needed: number): number
}

/**
 * @param lookahead samples over which the gain falls before a peak, and for which it stays low behind it
 * @param releaseShare of what is missing to 1 comes back with each sample
 * Source: G. Luff, "Designing a straightforward limiter" (Signalsmith Audio, 2022): a moving minimum, an exponential
 * release, and a moving average as long as the minimum's window, which therefore never exceeds what a sample bears.
 */
export function openGainCurve(lookahead: number, releaseShare: number): GainCurve {
  const length = lookahead + 1
  const lowest = openMovingMinimum(length)
  const recent = new Float64Array(length).fill(1) // a ring
  let place = 0
  let sum = length
  let released = 1
  let fullCount = length // how many at the end of the ring are 1

  function remember(gain: number): void {
    sum += gain - recent[place]!
    recent[place] = gain
    place = (place + 1) % length
    fullCount = gain === 1 ? fullCount + 1 : 0
    if (fullCount >= length) sum = length // free of rounding
  }

  return {
    get isResting() {
      return fullCount >= length && lowest.isFull
    },
    next(needed) {
      released += (1 - released) * releaseShare
      if (released > 1 - inaudible) released = 1
      released = Math.min(released, lowest.next(needed))
      remember(released)
      return sum / length
    },
  }
}

/** Far less than one step of 16 bits at full scale. */
const inaudible = 1e-6

/** The least of the last `length` values, which are 1 at most; before the first all are 1. */
function openMovingMinimum(length: number): { readonly isFull: boolean; next(value: number): number } {
  // Those that no later one undercuts, ascending, each with its number. The first has to leave first.
  let candidates: { number: number; value: number }[] = []
  let count = 0
  return {
    get isFull() {
      return candidates.length === 0
    },
    next(value) {
      count++
      while (candidates.length > 0 && candidates.at(-1)!.value >= value) candidates.pop()
      if (value < 1) candidates.push({ number: count, value })
      if (candidates.length > 0 && candidates[0]!.number <= count - length) candidates = candidates.slice(1)
      return candidates[0]?.value ?? 1
    },
  }
}
