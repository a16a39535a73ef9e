import { hasCode } from '#server/base/errors.ts'
import type { GuardedAnswer } from '#server/net/guarded-fetch.ts'
import { isPassing } from './retry-delay.ts'
import { serviceWords } from './service-words.ts'

/** What errors call a service, and where a person changes how it is reached. */
export interface ServiceNames {
  engineId: string
  /** Names of environment variables. */
  variables: { url: string; key: string; model: string }
}

/** Why a call gave nothing. */
export interface Refusal {
  code: 'engine_failed' | 'voice_not_found'
  /** What happened, without a full stop. */
  reason: string
  /** What to do; left out when the service's own words tell. */
  advice?: string
  /** Whether the same call may succeed in a moment. */
  mayPass: boolean
  /** The header, as it came. */
  retryAfter?: string
}

/** Why a service answered with another status than 2xx, and what to do. */
export function explainAnswer(names: ServiceNames, answer: GuardedAnswer<Buffer>): Refusal {
  const { status, headers, url, body } = answer
  if (status >= 300 && status < 400) return explainRedirect(names, url, status, headers.location)
  const { words, code } = serviceWords(body)
  const reason = `${url.host} answered ${status}${words ? `: ${words}` : ''}`
  if (isAboutVoice(status, words, code)) return { code: 'voice_not_found', reason, mayPass: false }
  const isUsedUp = isAboutQuota(`${code} ${words}`)
  const retryAfter = headers['retry-after']
  const mayPass = isPassing(status) && (!isUsedUp || retryAfter !== undefined)
  return { code: 'engine_failed', reason, advice: isUsedUp ? undefined : adviceFor(names, status), mayPass, retryAfter }
}

/** Why no answer came. Only what happened on the way may be another thing next time. */
export function explainFailure({ variables }: ServiceNames, thrown: unknown): Refusal {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  const mayPass = hasCode(thrown, 'fetch_failed')
  const advice = mayPass ? `Check that the server runs, and ${variables.url}.` : undefined
  return { code: 'engine_failed', reason, advice, mayPass }
}

/** A redirect is where somebody else sends the text and the key; the person who runs the studio decides. */
function explainRedirect({ variables }: ServiceNames, from: URL, status: number, location = ''): Refusal {
  const to = URL.parse(location, from.href)
  const where = to ? `${to.origin}${to.pathname}` : 'somewhere'
  const reason = `${from.host} answered ${status}, a redirect to ${where}, which is not followed`
  const advice = `If that is the right place, write it into ${variables.url}.`
  return { code: 'engine_failed', reason, advice, mayPass: false }
}

const voiceCodes = ['voice_not_found', 'voice_does_not_exist', 'invalid_voice_id', 'invalid_uid']
const voiceWords =
  /\bvoice\b(?!.?settings)[^.]{0,80}\b(?:not found|(?:does not|doesn't) exist|not (?:supported|available|valid))|\b(?:unknown|unsupported|no such|invalid) voice\b(?!.?settings)/i

function isAboutVoice(status: number, words: string, code = ''): boolean {
  return [400, 404, 422].includes(status) && (voiceCodes.includes(code) || voiceWords.test(words))
}

/** Whether an account is used up: then no waiting helps, and the key is right. */
function isAboutQuota(words: string): boolean {
  return /quota|insufficient_(?:credits|funds)|payment.required|billing/i.test(words)
}

function adviceFor({ variables }: ServiceNames, status: number): string | undefined {
  if (status === 401) return `Check the key in ${variables.key}.`
  if (status === 403) return `Check what the key in ${variables.key} is allowed to do.`
  if (status === 404 || status === 405) return `Check ${variables.url} and ${variables.model}.`
  return undefined
}
