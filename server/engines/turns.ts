/** Lets so many go on at once; the others wait in the order in which they came. */
export interface Turns {
  /** @throws the signal's reason when aborted; then no turn was taken */
  take(signal: AbortSignal): Promise<void>
  giveBack(): void
}

export function openTurns(count: number): Turns {
  let free = count
  const waiting: (() => void)[] = []
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) free--
      else await waitIn(waiting, signal)
    },
    giveBack() {
      const next = waiting.shift()
      if (next) next()
      else free++
    },
  }
}

function waitIn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const goOn = () => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = () => {
      waiting.splice(waiting.indexOf(goOn), 1)
      reject(signal.reason)
    }
    waiting.push(goOn)
    signal.addEventListener('abort', leave, { once: true })
  })
}
