import { createHmac } from 'node:crypto'
import type { Readable } from 'node:stream'
import { toUnix } from '#server/base/clock.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobFailure, JobRun } from '#server/jobs/run-job.ts'
import { withoutWork } from '#server/jobs/worked-on.ts'
import { type Guard, type OpenAnswer, openGuarded } from '#server/net/guarded-fetch.ts'
import type { Database } from '#server/storage/database.ts'
import {
  type CallbackAttempt,
  type CallbackId,
  findWaiting,
  listWaiting,
  type WaitingCallback,
  writeAttempt,
  writeFailed,
} from './callback-store.ts'
import type { CallbackJob } from './queue-callback.ts'

export interface DeliverNeeds {
  db: Database
  /** How the outside is reached: private addresses only where LECTERN_ALLOW_PRIVATE_URLS says so. */
  outgoing: Guard
  /** See `readCallbackSecret`. */
  callbackSecret: string
}

/** A redirect is no delivery: the message is for whom the project names. */
const limits = { byteLength: 65_536, seconds: 30, redirects: 0 }
/** How much of an answer that is no delivery is kept. */
const excerptCharacters = 300

/**
 * Sends a callback once and notes what came of it; an answer of 2xx within 30 seconds is a delivery. It is sent a second
 * time when the process dies between the answer and the note.
 * @throws StudioError why it was not delivered, so that the queue tries again, unless it is the URL's fault
 */
export async function deliverCallback(
  needs: DeliverNeeds,
  { callbackId }: CallbackJob,
  run: Pick<JobRun, 'signal'>,
): Promise<void> {
  const callback = await findWaiting(needs.db, callbackId)
  if (!callback) return
  const attempt = await attemptDelivery(needs, callback, run.signal)
  await writeAttempt(needs.db, callbackId, attempt)
  if (attempt.error) throw attempt.error
}

/** Marks a callback whose last attempt failed. Safe to run again. */
export async function giveUpCallback(
  { db }: { db: Database },
  { callbackId }: CallbackJob,
  { message }: JobFailure,
): Promise<void> {
  await writeFailed(db, callbackId, message)
}

/** The callbacks that wait for a delivery which no job attempts. */
export async function listStrandedCallbacks({ db, jobs }: { db: Database; jobs: Jobs }): Promise<CallbackId[]> {
  return withoutWork(jobs, 'callbackId', await listWaiting(db))
}

async function attemptDelivery(
  needs: DeliverNeeds,
  callback: WaitingCallback,
  signal: AbortSignal,
): Promise<CallbackAttempt> {
  try {
    await using answer = await send(needs, callback, signal)
    const isDelivered = answer.status >= 200 && answer.status < 300
    return { status: answer.status, error: isDelivered ? undefined : await toRefusal(answer) }
  } catch (thrown) {
    signal.throwIfAborted()
    return { error: toStudioError(thrown) }
  }
}

function send(needs: DeliverNeeds, { url, body: message }: WaitingCallback, signal: AbortSignal): Promise<OpenAnswer> {
  const body = JSON.stringify(message)
  const headers = {
    'content-type': 'application/json',
    'elevenlabs-signature': signCallback(needs.callbackSecret, body, toUnix(new Date())),
  }
  return openGuarded(url, { ...needs.outgoing, method: 'POST', headers, body, signal, limits })
}

/**
 * The header `ElevenLabs-Signature` of a callback, as the official clients verify it: HMAC-SHA256 over the time of
 * sending (they refuse one older than 30 minutes), a dot, and the raw body.
 * @param sentAtUnix seconds
 */
function signCallback(secret: string, rawBody: string, sentAtUnix: number): string {
  const signature = createHmac('sha256', secret).update(`${sentAtUnix}.${rawBody}`).digest('hex')
  return `t=${sentAtUnix},v0=${signature}`
}

async function toRefusal({ url, status, body }: OpenAnswer): Promise<StudioError> {
  const excerpt = await excerptOf(body)
  return new StudioError('callback_refused', `${url.host} answered ${status}${excerpt === '' ? '' : `: ${excerpt}`}.`)
}

/** The beginning of a body, as far as it came, in one line. */
async function excerptOf(body: Readable): Promise<string> {
  let text = ''
  try {
    for await (const chunk of body.setEncoding('utf8')) {
      text += chunk
      if (text.length > excerptCharacters) break
    }
  } catch {
    // What came before the body broke off is still worth showing.
  }
  return text
    .slice(0, excerptCharacters)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
