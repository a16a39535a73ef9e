/** Ctrl-C comes twice within this time, from the terminal and from npm. */
const sameWishMilliseconds = 500

/** More than all that is closed may take. */
const lastMilliseconds = 60_000

/**
 * Tells the wish to stop: Ctrl-C, SIGTERM, or the death of the process that started this one as its worker (its channel
 * closes). The same signal a second time ends the process at once. Asked for before anything is opened, so that a wish that
 * comes early is heard too. A process that has nothing left to do but to wait for a folder that never answers is killed then.
 */
export function listenForStop(last = lastMilliseconds): AbortSignal {
  const stopping = new AbortController()
  const stop = () => {
    // While somebody listens for it, the channel keeps a worker alive.
    process.removeListener('disconnect', stop)
    stopping.abort()
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), last).unref() // no other exit is taken while a thread waits
  }
  process.on('disconnect', stop)
  if (process.connected === false) stop()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    let isSecond = false
    process.on(signal, () => {
      if (isSecond) process.exit(stoppedExitCode)
      setTimeout(() => (isSecond = true), sameWishMilliseconds).unref()
      stop()
    })
  }
  return stopping.signal
}

/** Fulfilled with the wish to stop. */
export async function untilStopped(stop: AbortSignal): Promise<void> {
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
}

/**
 * Runs a command that may be stopped: it then throws what it likes, once it has cleared away, and says this sentence.
 * @returns its exit code
 */
export async function stoppable(sentence: string, run: (stop: AbortSignal) => Promise<number>): Promise<number> {
  const stop = listenForStop()
  try {
    return await run(stop)
  } catch (error) {
    if (!stop.aborted) throw error
    console.error(sentence)
    setTimeout(() => process.exit(stoppedExitCode), 1_000).unref() // of what waits in a pipe that nobody reads
    return stoppedExitCode
  }
}

/** As shells say it for Ctrl-C: 128 + SIGINT. */
export const stoppedExitCode = 130
