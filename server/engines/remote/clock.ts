import { setTimeout } from 'node:timers/promises'

/** Time and chance, so that tests of waiting need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** @throws the signal's reason when aborted */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
  /** From 0 up to but not 1. */
  random(): number
}

export const realClock: Clock = {
  now: Date.now,
  async wait(milliseconds, signal) {
    await setTimeout(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
  },
  random: Math.random,
}
