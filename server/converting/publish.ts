import type { Tracer } from '#server/base/tracing.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobEnd } from '#server/jobs/run-job.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { findRunning } from './conversion-store.ts'
import { publishChapter } from './publish-chapter.ts'
import { publishProject } from './publish-project.ts'
import type { ConversionJob } from './queues.ts'
import { traceEnded } from './trace-ended.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs; tracer: Tracer }

/** Ends a conversion: with one snapshot, or with the reason why there is none. Safe to run again. */
export async function publish(needs: Needs, { conversionId }: ConversionJob, run: JobEnd): Promise<void> {
  const conversion = await findRunning(needs.db, conversionId)
  if (conversion?.chapterId) await publishChapter(needs, conversionId, run)
  else if (conversion) await publishProject(needs, conversionId)
  await traceEnded(needs, conversionId)
}
