/** How often each key may ask, counted by this process alone. */
export interface RateLimiter {
  /** Counts a request. 0 when it may be answered, else the seconds after which the next one may. */
  secondsToWait(key: string): number
}

interface Bucket {
  tokens: number
  filledAtMilliseconds: number
}

/**
 * A token bucket for each key: it holds the requests of one second and is filled steadily, so that a burst is let through
 * and a flood is not. A request that is refused takes nothing.
 * @param requestsPerSecond 0 for no limit @param now milliseconds, for tests
 */
export function openRateLimiter(requestsPerSecond: number, now: () => number = () => performance.now()): RateLimiter {
  const buckets = new Map<string, Bucket>()
  return {
    secondsToWait(key) {
      if (requestsPerSecond === 0) return 0
      const at = now()
      const { tokens, filledAtMilliseconds } = buckets.get(key) ?? {
        tokens: requestsPerSecond,
        filledAtMilliseconds: at,
      }
      const since = ((at - filledAtMilliseconds) / 1000) * requestsPerSecond
      const filled = Math.min(requestsPerSecond, tokens + since)
      const isAllowed = filled >= 1
      buckets.set(key, { tokens: isAllowed ? filled - 1 : filled, filledAtMilliseconds: at })
      return isAllowed ? 0 : (1 - filled) / requestsPerSecond
    },
  }
}
