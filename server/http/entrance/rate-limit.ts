import { StudioError } from '#server/base/errors.ts'

/** How often each key or address may ask, counted by this process alone. */
export interface RateLimiter {
  /**
   * Counts a request. 0 when it may be answered, else the seconds after which the next one may.
   * @param cost 0 only looks
   */
  secondsToWait(key: string, cost?: 0 | 1): number
}

interface Bucket {
  tokens: number
  filledAtMilliseconds: number
}

/** So many are remembered: one that is full again is forgotten first, and then the oldest. */
const mostBuckets = 10_000

/**
 * A token bucket for each key: it is filled steadily, so that a burst is let through and a flood is not. A request that is
 * refused takes nothing.
 * @param requestsPerSecond 0 for no limit
 * @param options.burst what a full bucket holds: the requests of one second unless given
 * @param options.now milliseconds, for tests
 */
export function openRateLimiter(
  requestsPerSecond: number,
  { burst = requestsPerSecond, now = () => performance.now() }: { burst?: number; now?: () => number } = {},
): RateLimiter {
  const buckets = new Map<string, Bucket>()
  const filledAt = ({ tokens, filledAtMilliseconds }: Bucket, at: number) =>
    Math.min(burst, tokens + ((at - filledAtMilliseconds) / 1000) * requestsPerSecond)
  function makeRoom(at: number) {
    if (buckets.size < mostBuckets) return
    for (const [key, bucket] of buckets) if (filledAt(bucket, at) === burst) buckets.delete(key)
    for (const key of buckets.keys()) if (buckets.size >= mostBuckets) buckets.delete(key)
  }
  return {
    secondsToWait(key, cost = 1) {
      if (requestsPerSecond === 0) return 0
      const at = now()
      const bucket = buckets.get(key)
      const filled = bucket ? filledAt(bucket, at) : burst
      const isAllowed = filled >= 1
      if (!bucket) makeRoom(at)
      buckets.set(key, { tokens: isAllowed ? filled - cost : filled, filledAtMilliseconds: at })
      return isAllowed ? 0 : (1 - filled) / requestsPerSecond
    },
  }
}

/** Refuses who asks too often, and says when they may again. @throws StudioError `rate_limit_exceeded` */
export function holdBack(limiter: RateLimiter, key: string, sentence: string, cost: 0 | 1 = 1): void {
  const retryAfterSeconds = limiter.secondsToWait(key, cost)
  if (retryAfterSeconds > 0) throw new StudioError('rate_limit_exceeded', sentence, { retryAfterSeconds })
}
