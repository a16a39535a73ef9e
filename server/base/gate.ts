/**
 * Lets a few through at once; the others wait, as long as they are not aborted.
 * @param who those take turns who wait, so that one with much to do holds up nobody else
 */
export type Gate = <Answer>(who: string, signal: AbortSignal, work: () => Promise<Answer>) => Promise<Answer>

/** @param most how many are inside at once: all together, and of one alone */
export function openGate({ ofAll, ofOne = ofAll }: { ofAll: number; ofOne?: number }): Gate {
  const inside = new Map<string, number>()
  const waiting = new Map<string, Set<() => void>>()
  let all = 0

  const isOpenTo = (who: string) => all < ofAll && (inside.get(who) ?? 0) < ofOne

  function count(who: string, more: 1 | -1): void {
    all += more
    const left = (inside.get(who) ?? 0) + more
    if (left > 0) inside.set(who, left)
    else inside.delete(who)
  }

  function enter(who: string, signal: AbortSignal): Promise<void> | undefined {
    if (isOpenTo(who)) return void count(who, 1)
    const { promise, resolve: enterNow, reject } = Promise.withResolvers<void>()
    const theirs = waiting.get(who) ?? new Set()
    waiting.set(who, theirs.add(enterNow))
    const leave = () => {
      theirs.delete(enterNow)
      if (theirs.size === 0 && waiting.get(who) === theirs) waiting.delete(who)
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }

  /** Whoever is let in stands behind all others with what else they have to do. */
  function letIn(): void {
    for (const [who, theirs] of waiting) {
      if (!isOpenTo(who)) continue
      const [enterNow] = theirs
      theirs.delete(enterNow!)
      waiting.delete(who)
      if (theirs.size > 0) waiting.set(who, theirs)
      count(who, 1)
      enterNow!()
    }
  }

  return async (who, signal, work) => {
    signal.throwIfAborted()
    await enter(who, signal)
    try {
      signal.throwIfAborted()
      return await work()
    } finally {
      count(who, -1)
      letIn()
    }
  }
}
