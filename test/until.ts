import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again until the answer is truthy, and gives it back. Fails after a time no machine should need. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { seconds = 90 }: { seconds?: number } = {},
): Promise<NonNullable<T>> {
  const patience = AbortSignal.timeout(seconds * 1000)
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (patience.aborted) throw new Error(`Waited in vain until ${what}.`)
    await delay(20)
  }
}
