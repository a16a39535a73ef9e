import { type Features, featureSize } from './features.ts'

/** How two sounds lie on each other. */
export interface Warping {
  /** For each frame of the reference, the middle of the frames of the take that lie on it; never decreasing. */
  takeFrames: Float32Array
  /** The mean distance of frames that lie on each other: small when the two say the same. */
  cost: number
}

/**
 * Dynamic time warping from corner to corner, within a band around the diagonal. A path of n + m steps costs as much as one
 * of fewer steps with a weight on the diagonal: 1 would make detours free, 2 would not care for the diagonal at all. With
 * 1.5 the word starts of flite's voices had a mean error of 11 to 13 ms instead of 13 to 16 with 1.
 * Source: H. Sakoe, S. Chiba, Dynamic programming algorithm optimization for spoken word recognition (1978).
 * @param reach frames of the reference to each side of the diagonal
 */
export function warp(take: Features, reference: Features, reach: number): Warping {
  const width = 2 * reach + 1
  const slope = (reference.count - 1) / Math.max(1, take.count - 1)
  const bandStart = (frame: number) => Math.round(frame * slope) - reach
  const steps = new Uint8Array(take.count * width)
  // The sums up to each frame of the reference, one place further, since nothing comes before the first.
  let above = new Float64Array(reference.count + 1).fill(Infinity)
  let row = new Float64Array(reference.count + 1).fill(Infinity)
  above[0] = 0
  for (let frame = 0; frame < take.count; frame++) {
    const rowSteps = steps.subarray(frame * width, (frame + 1) * width)
    fillRow(take, frame, reference, bandStart(frame), above, row, rowSteps)
    ;[above, row] = [row, above]
  }
  const cost = above[reference.count]! / (take.count + reference.count)
  return { takeFrames: traceBack(steps, bandStart, take.count, reference.count), cost }
}

const step = { both: 0, take: 1, reference: 2 } as const
const diagonalWeight = 1.5

/** @param start the reference's frame at which the band begins; it may lie before the first */
function fillRow(
  take: Features,
  frame: number,
  reference: Features,
  start: number,
  above: Float64Array,
  row: Float64Array,
  steps: Uint8Array,
): void {
  const first = Math.max(0, start)
  const end = Math.min(reference.count, start + steps.length)
  row[first] = Infinity // an older row may have left its sum here
  for (let column = first; column < end; column++) {
    const far = distance(take.values, frame * featureSize, reference.values, column * featureSize)
    const both = above[column]! + far * diagonalWeight
    const onlyTake = above[column + 1]! + far
    const onlyReference = row[column]! + far
    const least = Math.min(both, onlyTake, onlyReference)
    row[column + 1] = least
    steps[column - start] = least === both ? step.both : least === onlyTake ? step.take : step.reference
  }
}

function distance(one: Float32Array, at: number, other: Float32Array, otherAt: number): number {
  let sum = 0
  for (let index = 0; index < featureSize; index++) {
    const difference = one[at + index]! - other[otherAt + index]!
    sum += difference * difference
  }
  return Math.sqrt(sum)
}

function traceBack(
  steps: Uint8Array,
  bandStart: (frame: number) => number,
  takeCount: number,
  referenceCount: number,
): Float32Array {
  const width = steps.length / takeCount
  const takeFrames = new Float32Array(referenceCount)
  let last = takeCount - 1 // the last frame of the take on this frame of the reference
  for (let frame = takeCount - 1, column = referenceCount - 1; frame >= 0 && column >= 0; ) {
    const taken = steps[frame * width + column - bandStart(frame)]
    if (taken !== step.take) {
      takeFrames[column] = (frame + last) / 2
      column--
      last = taken === step.both ? frame - 1 : frame
    }
    if (taken !== step.reference) frame--
  }
  return takeFrames
}
