/**
 * Waits for the wish to stop: Ctrl-C, SIGTERM, or the death of the process that started this one as its worker (its
 * channel closes). A second signal ends the process at once.
 */
export async function untilStopped(): Promise<void> {
  const stop = listenForStop()
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
}

/** The same as a signal. */
export function listenForStop(): AbortSignal {
  const stopping = new AbortController()
  const stop = () => {
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.once('disconnect', () => stopping.abort())
  return stopping.signal
}
