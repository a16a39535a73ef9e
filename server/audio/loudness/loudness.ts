/** A sound is measured in steps of a tenth of a second, of which four make a block. */
export const stepsPerSecond = 10
const stepsPerBlock = 4

/**
 * How loud a sound is as a whole, in LUFS; -Infinity for silence and for what is shorter than a block of 0.4 s.
 * A mono sound counts as one channel: a sine of 1 kHz at -23 dBFS (peak) has -26 LUFS.
 * @param energies of each tenth of a second, in order: see openLoudnessMeter; what is left of a tenth at the end does
 *   not belong there
 * Source: ITU-R BS.1770-4, annex 1: blocks of 400 ms overlapping by 75 %, gates at -70 LUFS, then 10 LU below what is
 * left.
 */
export function integratedLoudness(energies: ArrayLike<number>): number {
  const audible = blockPowers(energies).filter((power) => toLufs(power) > -70)
  const gate = toLufs(mean(audible)) - 10
  return toLufs(mean(audible.filter((power) => toLufs(power) > gate)))
}

function blockPowers(energies: ArrayLike<number>): number[] {
  const powers: number[] = []
  for (let end = stepsPerBlock; end <= energies.length; end++) {
    let energy = 0
    for (let step = end - stepsPerBlock; step < end; step++) energy += energies[step]!
    powers.push((energy / stepsPerBlock) * stepsPerSecond)
  }
  return powers
}

/** -0.691 makes up for the gain of the weighting at 1 kHz. */
function toLufs(power: number): number {
  return -0.691 + 10 * Math.log10(power)
}

/** 0 of nothing. */
function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
