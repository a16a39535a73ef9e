import type { Jobs } from '#server/jobs/jobs.ts'
import type { Database } from '#server/storage/database.ts'
import { findRunning } from './conversion-store.ts'
import { publishChapter } from './publish-chapter.ts'
import { publishProject } from './publish-project.ts'
import type { ConversionJob } from './queues.ts'

type Needs = { db: Database; jobs: Jobs }

/** Ends a conversion: with one snapshot, or with the reason why there is none. Safe to run again. */
export async function publish(needs: Needs, { conversionId }: ConversionJob): Promise<void> {
  const conversion = await findRunning(needs.db, conversionId)
  if (conversion?.chapterId) await publishChapter(needs, conversionId)
  else if (conversion) await publishProject(needs, conversionId)
}
