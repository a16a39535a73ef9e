import { once } from 'node:events'
import type { Utterance } from '#server/engines/engine.ts'
import { until } from './until.ts'

/** Holds a tone engine before each utterance until a test lets it speak; what is cancelled meanwhile goes away. */
export class SpeechGate {
  private waiting: (() => void)[] = []
  private isOpen = false
  private arrivals = 0
  /** How many of those to come may go at once. */
  private free = 0

  /** For `beforeSpeak`. */
  readonly pass = async (_utterance: Utterance, signal: AbortSignal): Promise<void> => {
    if (this.isOpen) return
    this.arrivals++
    if (this.free > 0) return void this.free--
    const letGo = new Promise<void>((resolve) => this.waiting.push(resolve))
    await Promise.race([letGo, once(signal, 'abort').then(() => signal.throwIfAborted())])
  }

  /** Waits until so many utterances have come to the gate since it was made. */
  async untilReached(times = 1): Promise<void> {
    await until(`${times} utterances are about to be spoken`, () => this.arrivals >= times)
  }

  /** Lets the utterance that has waited longest go, else the next one to come. */
  letOneGo(): void {
    const go = this.waiting.shift()
    if (go) go()
    else this.free++
  }

  /** Lets all go, those to come too. */
  open(): void {
    this.isOpen = true
    for (const go of this.waiting) go()
    this.waiting = []
  }
}
