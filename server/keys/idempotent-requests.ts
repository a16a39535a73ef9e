import { and, eq, isNull, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { Database } from '#server/storage/database.ts'
import { idempotentRequests } from '#server/storage/schema.ts'

/** A request that its client has named, so that it may send it again when it has heard nothing. */
export interface NamedRequest {
  /** The hash of the caller's key; empty for the person at this machine. */
  caller: string
  name: string
  /** Method and address. */
  operation: string
}

/** A process that was killed in the midst of a request has not answered, and tells nothing any more. */
const abandonedMinutes = 2
/** How often a process tells that it still works at the answer: a large document may take hours to come. */
const tellingMilliseconds = 30_000

/**
 * Does what a request asks for, once: when it comes again it is answered as before. What failed is forgotten, so that it
 * may be tried again. Between a change and its answer a process may be killed: then it is done a second time, two minutes
 * later at the earliest.
 * @param toKept what of an answer is kept, to be given again; undefined when it is to be made anew, as what speaks costs nothing then
 * Source: draft-ietf-httpapi-idempotency-key-header.
 * @throws StudioError `already_processing` while the first is being answered; `invalid_parameters` when the name belongs
 *   to another operation; what the work throws
 */
export async function answerOnce<Answer>(
  db: Database,
  request: NamedRequest,
  work: () => Promise<Answer>,
  toKept: (answer: Answer) => unknown,
): Promise<{ body: Answer; isRepeated: boolean }> {
  if (!(await claim(db, request))) return { body: (await findAnswer(db, request)) as Answer, isRepeated: true }
  using _telling = tellWorking(db, request)
  const body = await work().catch(async (error) => {
    await forget(db, request).catch(() => {}) // what it threw says more
    throw error
  })
  await keep(db, request, toKept(body)).catch(() => {}) // it is done, whatever becomes of the note of it
  return { body, isRepeated: false }
}

async function keep(db: Database, request: NamedRequest, kept: unknown): Promise<void> {
  if (kept === undefined) return forget(db, request)
  const answer = { body: kept }
  await db.update(idempotentRequests).set({ answer }).where(isThis(request))
  // Once for so many bytes on average, however many processes answer.
  const byteLength = JSON.stringify(answer).length + bytesOfRow
  if (Math.random() * bytesBetweenLooks < byteLength) await forgetOldest(db, request.caller, mostKept)
}

const bytesBetweenLooks = 1_000_000
const bytesOfRow = 300
/** Of one caller, as they are stored. A program that sends a request a second comes nowhere near. */
const mostKept = { answers: 100_000, bytes: 100_000_000 }

/** Forgets the oldest answers of a caller who has been given more than are kept. What is being answered stays. */
export async function forgetOldest(db: Database, caller: string, most: typeof mostKept): Promise<void> {
  await db.execute(sql`
    delete from idempotent_requests where caller = ${caller} and name in (
      select name from (
        select name, row_number() over newest as place, sum(pg_column_size(answer)) over newest as bytes
        from idempotent_requests where caller = ${caller} and answer is not null
        window newest as (order by started_at desc, name)
      ) as laid where place > ${most.answers} or bytes > ${most.bytes})`)
}

/** Forgets requests of more than a day ago. */
export async function deleteOldRequests(db: Database): Promise<void> {
  await db.delete(idempotentRequests).where(sql`${idempotentRequests.startedAt} < now() - interval '1 day'`)
}

/** @returns whether the request is now the caller's to do */
async function claim(db: Database, request: NamedRequest): Promise<boolean> {
  const { startedAt, answer, caller, name } = idempotentRequests
  const patience = sql`${abandonedMinutes} * interval '1 minute'`
  const isRecent = sql`${startedAt} between now() - ${patience} and now() + ${patience}` // a clock may be set back
  const isAbandoned = sql`${answer} is null and not ${isRecent}`
  const claimed = await db
    .insert(idempotentRequests)
    .values(request)
    .onConflictDoUpdate({ target: [caller, name], set: { ...request, startedAt: sql`now()` }, setWhere: isAbandoned })
    .returning({ name })
  return claimed.length > 0
}

function tellWorking(db: Database, request: NamedRequest): Disposable {
  const tell = async () => {
    const isOpen = and(isThis(request), isNull(idempotentRequests.answer))
    await db.update(idempotentRequests).set({ startedAt: sql`now()` }).where(isOpen)
  }
  const timer = setInterval(() => tell().catch(() => {}), tellingMilliseconds).unref() // it is told again
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

async function findAnswer(db: Database, request: NamedRequest): Promise<unknown> {
  const [found] = await db.select().from(idempotentRequests).where(isThis(request))
  if (found && found.operation !== request.operation) {
    const sentence = `This Idempotency-Key was given to ${found.operation}; every request needs one of its own.`
    throw new StudioError('invalid_parameters', sentence, { param: 'Idempotency-Key' })
  }
  if (found?.answer) return found.answer.body
  throw new StudioError('already_processing', 'The first request with this Idempotency-Key is still being answered.', {
    retryAfterSeconds: 2,
  })
}

async function forget(db: Database, request: NamedRequest): Promise<void> {
  await db.delete(idempotentRequests).where(and(isThis(request), isNull(idempotentRequests.answer)))
}

function isThis({ caller, name }: NamedRequest) {
  return and(eq(idempotentRequests.caller, caller), eq(idempotentRequests.name, name))
}
