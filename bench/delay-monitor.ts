import { writeFileSync } from 'node:fs'

// Loaded into the web process by bench/worst-requests.ts: at each SIGUSR2 it tells how long the event loop stood at most
// since the last time. Counted is the time of this thread alone, so that other programs on the machine do not matter.

const file = process.env.LECTERN_BENCH_DELAY
if (file && process.env.LECTERN_ROLE === 'web') {
  let longest = 0
  let last = threadMilliseconds()
  setInterval(() => {
    const now = threadMilliseconds()
    longest = Math.max(longest, now - last)
    last = now
  }, 1).unref()
  process.on('SIGUSR2', () => {
    writeFileSync(file, `${longest}\n`)
    longest = 0
  })
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
