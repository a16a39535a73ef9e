import { readFileSync } from 'node:fs'

/**
 * Calls `expire` once a process has computed for so many seconds, or has not computed at all for as long. What counts is
 * what it was given, not the clock: on a busy machine an utterance takes many times as long, and is as good. Where the
 * machine does not tell what a process was given (only Linux does), the clock counts.
 */
export function limitCompute(pid: number | undefined, seconds: number, expire: () => void): Disposable {
  const usedBefore = readCpuSeconds(pid) ?? 0
  let lastUsed = 0
  let computedAt = performance.now()
  let timer = setTimeout(look, seconds * 1000)
  function look() {
    const used = (readCpuSeconds(pid) ?? Number.POSITIVE_INFINITY) - usedBefore
    if (used > lastUsed) computedAt = performance.now()
    lastUsed = used
    const restsSeconds = (performance.now() - computedAt) / 1000
    if (used >= seconds || restsSeconds >= seconds) return expire()
    timer = setTimeout(look, Math.max(seconds - used, leastPauseSeconds) * 1000)
  }
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}

/** Linux counts in hundredths of a second. */
const leastPauseSeconds = 0.1
const ticksPerSecond = 100

/** What a process has computed since it began, all its threads; undefined where that is not told. */
function readCpuSeconds(pid: number | undefined): number | undefined {
  try {
    // Fields 14 and 15 of proc_pid_stat(5); the second one is a name in brackets, which may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return undefined
  }
}
