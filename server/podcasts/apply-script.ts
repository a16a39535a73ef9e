import type { Config } from '#server/base/config.ts'
import { cancelConversions } from '#server/converting/cancel-conversion.ts'
import { type Origin, queueProjectConversion } from '#server/converting/queue-conversion.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { replaceChapters } from '#server/projects/chapter-content.ts'
import type { NewBlock } from '#server/projects/project.ts'
import type { Transaction } from '#server/storage/database.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { Podcast, Script } from './podcast.ts'

type Inside = { config: Config; db: Transaction; jobs: Jobs; voices: VoiceCatalogue }

/**
 * Makes blocks of the turns of a script, each in the voice of its speaker, and converts them. What was being converted of the
 * project before is cancelled. Part of the caller's transaction.
 */
export async function applyScript(
  inside: Inside,
  { projectId, request: { voiceIds } }: Podcast,
  { title, turns }: Script,
  origin: Origin,
): Promise<void> {
  const blocks = turns.map(({ speaker, text }): NewBlock => {
    return { subType: 'p', nodes: [{ voiceId: voiceIds[speaker] ?? voiceIds.host, text }] }
  })
  await cancelConversions(inside, projectId)
  await replaceChapters(inside, projectId, [{ name: title, blocks }])
  await queueProjectConversion(inside, projectId, origin)
}
