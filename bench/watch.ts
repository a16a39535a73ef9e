import { setTimeout as delay } from 'node:timers/promises'

/** Looks again and again while a piece of work runs. Answers what was seen at its start, at most, and at its end. */
export async function watch<T>(look: () => number, everyMilliseconds: number, work: () => Promise<T>) {
  const first = look()
  let most = first
  const stop = new AbortController()
  const looking = (async () => {
    while (!stop.signal.aborted) {
      most = Math.max(most, look())
      await delay(everyMilliseconds, undefined, { signal: stop.signal }).catch(() => {})
    }
  })()
  const result = await work()
  stop.abort()
  await looking
  const last = look()
  return { result, first, most: Math.max(most, last), last }
}
