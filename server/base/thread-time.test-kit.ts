import assert from 'node:assert/strict'

/** The time that this thread has computed, in milliseconds, so that neither other programs nor other threads count. */
function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** For how many seconds this thread computes until the work is done. */
export async function threadSeconds(work: () => unknown): Promise<number> {
  const before = threadMilliseconds()
  await work()
  return (threadMilliseconds() - before) / 1000
}

/** For how long work holds the event loop at most, in milliseconds of this thread's own time. */
export async function longestStand(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = threadMilliseconds()
  const look = () => {
    const now = threadMilliseconds()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  await work()
  look()
  clearInterval(timer)
  return longest
}

/**
 * Work holds the event loop for less than so many milliseconds of this thread's own time. It is done up to three times, since
 * now and then memory is cleared away meanwhile.
 */
export async function assertStandsLess(milliseconds: number, work: () => Promise<unknown>, what = 'it'): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < 3 && least >= milliseconds; times++) least = Math.min(least, await longestStand(work))
  assert.ok(least < milliseconds, `${what} stands for ${least} ms`)
}
