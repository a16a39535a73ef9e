import { orAborted } from '#server/base/or-aborted.ts'
import type { EngineVoice } from '../engine.ts'
import type { Clock } from './clock.ts'

/** So many voices are taken of a service: nobody chooses from more, and they are listed and searched at once. */
export const mostVoices = 2_000
/** So long a name of one may be, which becomes part of an id, and what else is told of it. What is longer is left out. */
export const mostVoiceCharacters = 150

export function isVoiceText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= mostVoiceCharacters
}

/** The voices of a service, asked now and then. */
export interface VoiceList<Voice extends EngineVoice> {
  /** What is known now. Only the first time does it wait for the service; a service that is down gives what it last gave. */
  list(): Promise<Voice[]>
  /**
   * The voices to look for one in: asked anew when it is not among the known ones, as it may have been made since.
   * Undefined when the service does not tell: then only it can say whether it has that voice.
   * @throws the signal's reason when aborted
   */
  listFor(name: string, signal: AbortSignal): Promise<Voice[] | undefined>
  close(): void
}

interface VoiceListOptions<Voice> {
  /** Asks the service. */
  fetch(signal: AbortSignal): Promise<Voice[]>
  /** What is offered while the service has told nothing. */
  standard: Voice[]
  clock: Pick<Clock, 'now'>
}

/** How long a list is taken for right, and how long a service is left in peace after it was asked. Milliseconds. */
const freshFor = 300_000
const peaceFor = 30_000

export function openVoiceList<Voice extends EngineVoice>(options: VoiceListOptions<Voice>): VoiceList<Voice> {
  const { fetch, standard, clock } = options
  const closing = new AbortController()
  let known: Voice[] | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  let isFresh = false
  let asking: Promise<void> | undefined

  async function refresh(): Promise<void> {
    try {
      known = await fetch(closing.signal)
      isFresh = true
    } catch {
      isFresh = false
    }
    askedAt = clock.now()
    asking = undefined
  }

  /** Asks unless that was done so lately, also where the clock was set back since; at most once at a time. */
  async function ask(lately: number): Promise<void> {
    if (asking || Math.abs(clock.now() - askedAt) >= lately) await (asking ??= refresh())
  }

  return {
    async list() {
      const asked = ask(isFresh ? freshFor : peaceFor)
      if (!known) await asked
      return known ?? standard
    },
    async listFor(name, signal) {
      if (!known?.some((voice) => voice.name === name)) await orAborted(ask(peaceFor), signal)
      return known
    },
    close: () => closing.abort(new Error('The engine is closed.')),
  }
}
