/**
 * Waits for the wish to stop: Ctrl-C, SIGTERM, or the death of the process that started this one as its worker (its
 * channel closes). A second signal ends the process at once.
 */
export async function untilStopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = () => resolve()
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    process.once('disconnect', stop)
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
}
