import { setTimeout as delay } from 'node:timers/promises'

/** Asking costs what is asked: who has waited long asks less often, and learns of it a tenth of that later at most. */
const shortestPauseMilliseconds = 20
const longestPauseMilliseconds = 250

/** Asks again and again until the answer is truthy, and gives it back. Fails after a time no machine should need. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { seconds = 90 }: { seconds?: number } = {},
): Promise<NonNullable<T>> {
  const began = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    const waited = performance.now() - began
    if (waited > seconds * 1000) throw new Error(`Waited in vain until ${what}.`)
    await delay(Math.min(Math.max(waited / 10, shortestPauseMilliseconds), longestPauseMilliseconds))
  }
}
