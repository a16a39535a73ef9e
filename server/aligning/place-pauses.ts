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

/**
 * What it costs, in seconds of speech that are not where they should be. Found by trying: with these the mean error of word
 * starts in flite's voices is half to two thirds of that of equal shares.
 */
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
  const pausePlaces = toPausePlaces(sound, sampleRate)
  const speechSeconds = pausePlaces.at(-1)!
  const gapPlaces = gaps.map(({ weightBefore }) => (weightBefore / totalWeight) * speechSeconds)
  const isMarked = gaps.map(({ text }) => sentenceEnd.test(text) || mark.test(text))
  const pairs = findCheapestWay({
    pausePlaces,
    gapPlaces: [0, ...gapPlaces, speechSeconds],
    gapCosts: [0, ...isMarked.map((marked) => (marked ? 0 : costs.gapWithoutMark)), 0],
    passedCosts: toPassedCosts(gaps),
  })
  return pairs.map(([pause, gap]) => ({ gap: gap - 1, ...sound.pauses[pause - 1]! }))
}

/** How many seconds of speech lie before each pause, between the start at 0 and the whole at the end. */
function toPausePlaces({ start, end, pauses }: Sound, sampleRate: number): number[] {
  let silent = start
  const places = pauses.map((pause) => {
    const place = (pause.start - silent) / sampleRate
    silent += pause.end - pause.start
    return place
  })
  return [0, ...places, (end - silent) / sampleRate]
}

/** What it costs to go past all gaps up to each, it included, without a pause. */
function toPassedCosts(gaps: Gap[]): number[] {
  let sum = 0
  const sums = gaps.map(({ text }) => {
    if (sentenceEnd.test(text)) sum += costs.sentenceLeft
    else if (mark.test(text)) sum += costs.markLeft
    return sum
  })
  return [0, ...sums, sum]
}

/** Pauses and gaps are counted from 1; number 0 and the last are the edges of the sound, which always go together. */
interface Places {
  /** Seconds of speech. */
  pausePlaces: number[]
  gapPlaces: number[]
  gapCosts: number[]
  passedCosts: number[]
}

type Pair = [pause: number, gap: number]

function findCheapestWay(places: Places): Pair[] {
  const [lastPause, lastGap] = [places.pausePlaces.length - 1, places.gapPlaces.length - 1]
  const width = lastGap + 1
  const sums = new Float64Array((lastPause + 1) * width).fill(Infinity)
  const cameFrom = new Int32Array(sums.length)
  sums[0] = 0
  const arrive = (pause: number, gap: number, pausesBack: number, gapsBack: number) => {
    const here = pause * width + gap
    for (let fromPause = Math.max(0, pause - pausesBack); fromPause < pause; fromPause++) {
      for (let fromGap = Math.max(0, gap - gapsBack); fromGap < gap; fromGap++) {
        const from = fromPause * width + fromGap
        const sum = sums[from]! + costOfStep(places, [fromPause, fromGap], [pause, gap])
        if (sum >= sums[here]!) continue
        sums[here] = sum
        cameFrom[here] = from
      }
    }
  }
  for (let pause = 1; pause < lastPause; pause++) {
    for (let gap = 1; gap < lastGap; gap++) arrive(pause, gap, mostPausesBack, mostGapsBack)
  }
  arrive(lastPause, lastGap, Infinity, Infinity)
  return walkBack(cameFrom, width)
}

function costOfStep({ pausePlaces, gapPlaces, gapCosts, passedCosts }: Places, from: Pair, [pause, gap]: Pair): number {
  const [fromPause, fromGap] = from
  const speech = pausePlaces[pause]! - pausePlaces[fromPause]!
  const misplaced = Math.abs(speech - (gapPlaces[gap]! - gapPlaces[fromGap]!))
  const left = costs.pauseLeft * (pause - fromPause - 1) + passedCosts[gap - 1]! - passedCosts[fromGap]!
  return misplaced + left + gapCosts[gap]!
}

function walkBack(cameFrom: Int32Array, width: number): Pair[] {
  const way: Pair[] = []
  for (let at = cameFrom.at(-1)!; at > 0; at = cameFrom[at]!) way.unshift([Math.floor(at / width), at % width])
  return way
}
