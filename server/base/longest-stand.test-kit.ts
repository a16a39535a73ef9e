/** For how long work holds the event loop at most, in milliseconds of this thread's own time, so that other programs do not count. */
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

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
