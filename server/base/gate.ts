/** Lets a few through at once; the others wait in order, as long as they are not aborted. */
export type Gate = <Answer>(signal: AbortSignal, work: () => Promise<Answer>) => Promise<Answer>

export function openGate(atOnce: number): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  const enter = () => {
    inside += 1
    return inside <= atOnce ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))
  }
  return async (signal, work) => {
    await enter()
    try {
      signal.throwIfAborted()
      return await work()
    } finally {
      inside -= 1
      waiting.shift()?.()
    }
  }
}
