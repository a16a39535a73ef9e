import type { Sound, Stretch } from './find-sound.ts'

/** What is between two words. */
export interface Gap {
  /** Of all characters in front of it. */
  weightBefore: number
  /** Punctuation and white space. */
  text: string
}

/** A pause in the sound, and the number of the gap in the text that it is. */
export interface PlacedPause extends Stretch {
  gap: number
}

/** What it costs, in seconds of speech that are not where they should be. */
const costs = {
  /** To leave a pause without a gap: it may be a hesitation, or part of a word. */
  pauseLeft: 1,
  /** To put a pause where nothing asks for one. */
  gapWithoutMark: 1,
  /** To go on without a pause after a sentence, and at another mark. */
  sentenceLeft: 1,
  markLeft: 0.4,
}
/** So many gaps and pauses are looked back to from one that is placed. */
const mostGapsBack = 80
const mostPausesBack = 4

const sentenceEnd = /[.!?…。！？।۔]/u
const mark = /[,;:—–()"“”«»、，；：،؛\n]/u

/**
 * Finds the gap of the text that each pause of the sound is, or none: as much speech should lie between two of them as the
 * weights of the characters between them ask for, and pauses should be where marks are. The cheapest way is found by
 * dynamic programming over pairs of a pause and a gap.
 * @param totalWeight of all characters
 */
export function placePauses(gaps: Gap[], totalWeight: number, sound: Sound, sampleRate: number): PlacedPause[] {
  const places = toPlaces(sound, sampleRate)
  const speechSeconds = places.at(-1)!
  const secondsAt = (weight: number) => (weight / totalWeight) * speechSeconds
  const positions = [0, ...gaps.map(({ weightBefore }) => secondsAt(weightBefore)), speechSeconds]
  const unpaused = toUnpausedCosts(gaps)
  const gapCosts = [
    0,
    ...gaps.map(({ text }) => (sentenceEnd.test(text) || mark.test(text) ? 0 : costs.gapWithoutMark)),
    0,
  ]
  const path = findCheapestPath(places, positions, unpaused, gapCosts)
  return path.map(([pause, gap]) => ({ gap: gap - 1, ...sound.pauses[pause - 1]! }))
}

/** How many seconds of speech lie before each pause, between the start at 0 and the whole at the end. */
function toPlaces({ start, end, pauses }: Sound, sampleRate: number): number[] {
  let silent = start
  const places = pauses.map((pause) => {
    const place = (pause.start - silent) / sampleRate
    silent += pause.end - pause.start
    return place
  })
  return [0, ...places, (end - silent) / sampleRate]
}

/** What the marks up to each gap, it included, cost if there is no pause at any. */
function toUnpausedCosts(gaps: Gap[]): number[] {
  let sum = 0
  const sums = gaps.map(({ text }) => {
    if (sentenceEnd.test(text)) sum += costs.sentenceLeft
    else if (mark.test(text)) sum += costs.markLeft
    return sum
  })
  return [0, ...sums, sum]
}

/** Pairs of a pause and a gap, both counted from 1; 0 and the last are the edges of the sound, which always go together. */
function findCheapestPath(
  places: number[],
  positions: number[],
  unpaused: number[],
  gapCosts: number[],
): [pause: number, gap: number][] {
  const width = positions.length
  const sums = new Float64Array(places.length * width).fill(Infinity)
  const cameFrom = new Int32Array(places.length * width).fill(-1)
  sums[0] = 0
  const [lastPause, lastGap] = [places.length - 1, width - 1]
  for (let pause = 1; pause <= lastPause; pause++) {
    const isLast = pause === lastPause
    for (let gap = isLast ? lastGap : 1; gap < (isLast ? width : lastGap); gap++) {
      const here = pause * width + gap
      for (let fromPause = isLast ? 0 : Math.max(0, pause - mostPausesBack); fromPause < pause; fromPause++) {
        for (let fromGap = isLast ? 0 : Math.max(0, gap - mostGapsBack); fromGap < gap; fromGap++) {
          const from = fromPause * width + fromGap
          if (sums[from] === Infinity) continue
          const speech = places[pause]! - places[fromPause]!
          const misplaced = Math.abs(speech - (positions[gap]! - positions[fromGap]!))
          const left = costs.pauseLeft * (pause - fromPause - 1) + unpaused[gap - 1]! - unpaused[fromGap]!
          const sum = sums[from]! + misplaced + left + gapCosts[gap]!
          if (sum >= sums[here]!) continue
          sums[here] = sum
          cameFrom[here] = from
        }
      }
    }
  }
  return walkBack(cameFrom, width, lastPause * width + lastGap)
}

function walkBack(cameFrom: Int32Array, width: number, end: number): [pause: number, gap: number][] {
  const path: [number, number][] = []
  for (let at = cameFrom[end]!; at > 0; at = cameFrom[at]!) path.unshift([Math.floor(at / width), at % width])
  return path
}
