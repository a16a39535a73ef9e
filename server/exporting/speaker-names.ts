import { listProjectVoices } from '#server/projects/find-project.ts'
import type { Database } from '#server/storage/database.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { Book } from './book.ts'

/** What the voices of a book's project are called, by the ids that takes are known by. */
export async function readSpeakerNames(
  { db, voices }: { db: Database; voices: VoiceCatalogue },
  { snapshot }: Book,
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const { voiceId, alias } of await listProjectVoices(db, snapshot.projectId)) {
    const voice = voices.find(voiceId)
    const id = voice?.spokenBy ?? voiceId
    if (!names.has(id)) names.set(id, alias || (voice?.title ?? voiceId))
  }
  return names
}
