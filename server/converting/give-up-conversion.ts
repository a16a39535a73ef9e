import { and, inArray, not, notInArray, sql } from 'drizzle-orm'
import type { ConversionId } from '#server/base/ids.ts'
import type { Tracer } from '#server/base/tracing.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobFailure } from '#server/jobs/run-job.ts'
import { withoutWork } from '#server/jobs/worked-on.ts'
import { speakQueues } from '#server/speaking/speak-queue.ts'
import type { Database } from '#server/storage/database.ts'
import { conversionBlocks, conversions, conversionTakes } from '#server/storage/schema.ts'
import { hasWorker } from '#server/voices/worker-voices.ts'
import { findRunning, isRunning, listAllRunning, lockRunning } from './conversion-store.ts'
import { isMissing } from './frozen-plan.ts'
import { failChapter } from './publish-chapter.ts'
import { failProject } from './publish-project.ts'
import { publishWhenReady } from './publish-when-ready.ts'
import { type ConversionJob, publishQueue } from './queues.ts'
import { traceEnded } from './trace-ended.ts'

type Needs = { db: Database; jobs: Jobs; tracer: Tracer }

/**
 * Ends a conversion that nobody can bring to its end, with the reason, and takes back what was to be spoken for it: in the queue of
 * an engine that no worker has, that would wait for ever. Safe to run again.
 */
export async function giveUpConversion(
  needs: Needs,
  { conversionId }: ConversionJob,
  failure: JobFailure,
): Promise<void> {
  await needs.db.transaction(async (db) => {
    const conversion = await lockRunning(db, conversionId)
    if (!conversion) return
    await (conversion.chapterId ? failChapter : failProject)({ ...needs, db }, conversion, failure)
    await needs.jobs.cancelWith(speakQueues, { conversionId }, { inTransaction: db })
  })
  await traceEnded(needs, conversionId)
}

/** The running conversions that wait for a voice which no worker has. */
export async function listWithoutWorker(db: Database): Promise<ConversionId[]> {
  const planned = conversionTakes.planned
  const isSpeakable = hasWorker(sql`${planned}->>'engineId'`, sql`${planned}->'utterance'->>'voice'`)
  const rows = await db
    .selectDistinct({ id: conversionTakes.conversionId })
    .from(conversionTakes)
    .where(and(isMissing, not(isSpeakable)))
  return rows.map(({ id }) => id)
}

/** The running conversions that lack nothing and that no job publishes: others have made what their own jobs were to make. */
export async function listReady({ db, jobs }: Needs): Promise<ConversionId[]> {
  const planned = db.select({ id: conversionBlocks.conversionId }).from(conversionBlocks)
  const waiting = db.select({ id: conversionTakes.conversionId }).from(conversionTakes).where(isMissing)
  const rows = await db
    .select({ id: conversions.id })
    .from(conversions)
    .where(and(isRunning, inArray(conversions.id, planned), notInArray(conversions.id, waiting)))
  const ids = rows.map(({ id }) => id)
  return withoutWork(jobs, 'conversionId', ids, publishQueue)
}

/** Has a conversion published that lacks nothing, if it still runs. */
export async function publishReady(needs: Needs, id: ConversionId): Promise<void> {
  const conversion = await findRunning(needs.db, id)
  if (conversion) await publishWhenReady(needs, conversion)
}

/** The running conversions that no job works on; a project's is worked on while one of its chapters' runs. */
export async function listStrandedConversions({ db, jobs }: Needs): Promise<ConversionId[]> {
  const running = await listAllRunning(db)
  const parents = new Set(running.map((conversion) => conversion.parentId))
  const alone = running.map(({ id }) => id).filter((id) => !parents.has(id))
  return withoutWork(jobs, 'conversionId', alone)
}
