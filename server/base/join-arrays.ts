/** One run of numbers behind the other, in memory of its own, which may be given away. */
export function joinArrays<Joined extends { set(run: ArrayLike<number>, at: number): void }>(
  kind: new (length: number) => Joined,
  runs: readonly ArrayLike<number>[],
): Joined {
  const joined = new kind(runs.reduce((sum, run) => sum + run.length, 0))
  let at = 0
  for (const run of runs) {
    joined.set(run, at)
    at += run.length
  }
  return joined
}
