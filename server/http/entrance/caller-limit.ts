import { StudioError } from '#server/base/errors.ts'

/** How much of one kind (sockets, streams of events, bytes of requests) each key or address has open, counted by this process alone. */
export interface CallerLimit {
  /** @param weight 1 when not given @returns what to call when it is closed @throws StudioError `rate_limit_exceeded` */
  enter(who: string, weight?: number): () => void
}

/** @param what they are, for the sentence that refuses one more */
export function openCallerLimit(most: number, what: string): CallerLimit {
  const open = new Map<string, number>()
  return {
    enter(who, weight = 1) {
      const count = open.get(who) ?? 0
      if (count + weight > most)
        throw new StudioError('rate_limit_exceeded', `Only ${most} ${what} may be open at once.`)
      open.set(who, count + weight)
      let isIn = true
      return () => {
        if (!isIn) return
        isIn = false
        const left = open.get(who)! - weight
        if (left > 0) open.set(who, left)
        else open.delete(who)
      }
    },
  }
}
