import type { Clock } from './clock.ts'

/** How often a call is made at most: with waits of 0.5, 1, 2 and 4 s between, less the jitter. */
export const mostTries = 5
/** Whoever asks for more patience than a minute is not waited for: the utterance fails and is tried again later. */
export const longestWait = 60_000

/** What an answer means that may be another one in a moment: overloaded, or a proxy whose server is being restarted. */
const passingStatuses = new Set([429, 500, 502, 503, 504])

export function isPassing(status: number): boolean {
  return passingStatuses.has(status)
}

/**
 * How long to wait before the next try, in milliseconds: as long as the answer asks for, else twice as long as before;
 * a random part of it, so that callers who were refused together do not come back together.
 * @param tries how many there were
 * @param retryAfter the header: seconds, or a date (RFC 9110, 10.2.3)
 */
export function retryDelay(
  tries: number,
  retryAfter: string | undefined,
  clock: Pick<Clock, 'now' | 'random'>,
): number {
  const backoff = 500 * 2 ** (tries - 1)
  const asked = readRetryAfter(retryAfter, clock.now())
  return asked === undefined ? backoff * (0.5 + clock.random() / 2) : asked + (backoff / 2) * clock.random()
}

function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return Number(text) * 1000
  const date = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
