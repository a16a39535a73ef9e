/** Waits no longer than the signal allows: then it throws its reason. What was begun goes on, for others may wait for it too. */
export async function orAborted<Value>(begun: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>()
  const leave = () => aborted.reject(signal.reason)
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave)
  try {
    return await Promise.race([begun, aborted.promise])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
