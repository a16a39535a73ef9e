import { and, inArray, sql } from 'drizzle-orm'
import type { ChapterId } from '#server/base/ids.ts'
import { listProjectVoices } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/**
 * Makes sure that the voices are there which some chapters are to be spoken in.
 * @throws StudioError `voice_not_found` naming the first that has gone with its engine or its pack
 */
export async function requireVoices({ db, voices }: Needs, project: Project, chapterIds: ChapterId[]): Promise<void> {
  const gone = (await listProjectVoices(db, project.id)).filter(({ voiceId }) => !voices.find(voiceId))
  for (const { refId, voiceId } of gone) {
    const speaksIn = sql`${blocks.nodes} @> ${JSON.stringify([{ voiceRefId: refId }])}::jsonb`
    const spoken = db
      .select({ id: blocks.id })
      .from(blocks)
      .where(and(inArray(blocks.chapterId, chapterIds), speaksIn))
    if ((await spoken.limit(1)).length > 0) voices.get(voiceId)
  }
}
