import { setTimeout as pause } from 'node:timers/promises'

/**
 * Does something at once and then again and again, with a pause in between, until it is closed; closing waits for what is
 * being done.
 * @param act must not throw; gets 0, 1, 2 …
 */
export function inRounds(pauseMilliseconds: number, act: (round: number) => Promise<void>): AsyncDisposable {
  const closed = new AbortController()
  const rounds = actUntil(closed.signal, pauseMilliseconds, act)
  return {
    async [Symbol.asyncDispose]() {
      closed.abort()
      await rounds
    },
  }
}

async function actUntil(
  signal: AbortSignal,
  pauseMilliseconds: number,
  act: (round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    await act(round)
    await pause(pauseMilliseconds, undefined, { signal }).catch(() => {})
  }
}
