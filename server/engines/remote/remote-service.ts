import { StudioError } from '#server/base/errors.ts'
import { guardedFetch } from '#server/net/guarded-fetch.ts'
import { openTurns } from '../turns.ts'
import { type Clock, realClock } from './clock.ts'
import { explainAnswer, explainFailure, type Refusal, type ServiceNames } from './refusal.ts'
import { longestWait, mostTries, retryDelay } from './retry-delay.ts'
import { withoutSecrets } from './without-secrets.ts'

export interface RemoteOptions extends ServiceNames {
  /**
   * Where the service is; paths are added to it, a query is kept. Whoever writes it into the environment means it, so it
   * may lead to this machine or a private network. Redirects are not followed: what they say nobody wrote there.
   */
  url: string
  /** Lower case; they hold the key. */
  headers: Record<string, string>
  /** What no error may show. */
  secrets: string[]
  /** How many calls are made at once; the others wait in order. */
  calls: number
  clock?: Clock
  /** How long a call may take, by the characters it is to speak. */
  secondsFor?: (characterCount: number) => number
}

export interface RemoteCall {
  /** Added to the address: `/audio/speech`. */
  path: string
  query?: Record<string, string>
  /** Sent by POST as JSON; without it, it is a GET. */
  body?: object
  /** For the sentence of an error: `speak "It was dark…"`. */
  doing: string
  /** How much is to be spoken; decides how large the answer may be, and how long it may take when `seconds` does not. */
  characterCount: number
  seconds?: number
  /** `mostTries` when not given. */
  tries?: number
}

/** People wait for a list of voices: a service that is down must not hold them up. */
export const listingVoices = { doing: 'list its voices', characterCount: 0, seconds: 5, tries: 1 } as const

export interface RemoteAnswer {
  contentType: string
  body: Buffer
}

export interface RemoteService {
  /**
   * Makes a call, and again with growing waits while the service is overloaded or the connection breaks.
   * @throws StudioError `engine_failed`, `voice_not_found`, never with a key in it; the signal's reason when aborted
   */
  ask(call: RemoteCall, signal: AbortSignal): Promise<RemoteAnswer>
  /** The error of an answer that came well but holds something else than it should. */
  wrongAnswer(call: RemoteCall, reason: string): StudioError
  /** Ends all calls. */
  close(): void
}

export function openRemoteService(options: RemoteOptions): RemoteService {
  const turns = openTurns(options.calls)
  const closing = new AbortController()
  return {
    async ask(call, signal) {
      const either = AbortSignal.any([signal, closing.signal])
      await turns.take(either)
      try {
        return await askPatiently(options, call, either)
      } finally {
        turns.giveBack()
      }
    },
    wrongAnswer: (call, reason) => toError(options, call, { code: 'engine_failed', reason, mayPass: false }, 1),
    close: () => closing.abort(new Error('The engine is closed.')),
  }
}

/** 30 s, and time for a server that speaks at half the pace of speech (about 15 characters a second). */
function usualSeconds(characterCount: number): number {
  return 30 + Math.ceil(characterCount / 7.5)
}

/** As much as slow speech in stereo, or a slower one in JSON, could need. */
function mostBytes(characterCount: number): number {
  return 4_000_000 + 32_000 * characterCount
}

async function askPatiently(options: RemoteOptions, call: RemoteCall, signal: AbortSignal): Promise<RemoteAnswer> {
  const clock = options.clock ?? realClock
  for (let tries = 1; ; tries++) {
    const outcome = await askOnce(options, call, signal)
    if ('body' in outcome) return outcome
    const delay = retryDelay(tries, outcome.retryAfter, clock)
    const isHopeless = !outcome.mayPass || tries >= (call.tries ?? mostTries) || delay > longestWait
    if (isHopeless) throw toError(options, call, outcome, tries)
    await clock.wait(delay, signal)
  }
}

async function askOnce(options: RemoteOptions, call: RemoteCall, signal: AbortSignal): Promise<RemoteAnswer | Refusal> {
  try {
    const answer = await guardedFetch(addressOf(options.url, call), {
      method: call.body ? 'POST' : 'GET',
      headers: { ...options.headers, ...(call.body && { 'content-type': 'application/json' }) },
      body: call.body && JSON.stringify(call.body),
      signal,
      allowPrivate: true,
      limits: {
        byteLength: mostBytes(call.characterCount),
        seconds: call.seconds ?? (options.secondsFor ?? usualSeconds)(call.characterCount),
        redirects: 0,
      },
    })
    const { status, headers, body } = answer
    if (status >= 200 && status < 300) return { contentType: headers['content-type'] ?? '', body }
    return explainAnswer(options, answer)
  } catch (thrown) {
    signal.throwIfAborted()
    return explainFailure(options, thrown)
  }
}

function addressOf(base: string, { path, query = {} }: RemoteCall): string {
  const url = new URL(base)
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** Without a cause: what lies behind an answer may hold what was sent, and with it the key. */
function toError({ engineId, secrets }: RemoteOptions, call: RemoteCall, refusal: Refusal, tries: number): StudioError {
  const { code, reason, advice } = refusal
  const often = tries > 1 ? ` (tried ${tries} times)` : ''
  const sentence = `Engine ${engineId} could not ${call.doing}: ${reason.replace(/[.\s]+$/, '')}${often}.`
  return new StudioError(code, withoutSecrets(advice ? `${sentence} ${advice}` : sentence, secrets))
}
