import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { listChapters } from '#server/projects/chapters.ts'
import { createProject, type NewProject } from '#server/projects/create-project.ts'
import type { ChapterKey, NewBlock, Project } from '#server/projects/project.ts'
import type { OpenDatabase } from '#server/storage/database.ts'
import { openVoiceCatalogue, type VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { openTestDatabase } from './database.ts'

/** A database of its own, and the voices of the tone engine and of flite. */
export async function openTestNeeds(): Promise<AsyncDisposable & TestNeeds> {
  const database = await openTestDatabase()
  const voices = await openVoiceCatalogue([openToneEngine(), openFliteEngine({ threads: 1 })], {
    defaultEngineId: 'tone',
  })
  return { db: database.db, voices, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

export type TestNeeds = { db: OpenDatabase['db']; voices: VoiceCatalogue }

/** A project of one chapter, and the keys of both. */
export async function createTestProject(
  needs: TestNeeds,
  blocks: NewBlock[],
  given: Partial<NewProject> = {},
): Promise<{ project: Project; key: ChapterKey }> {
  const project = await createProject(needs, { name: 'Test', ...given }, [{ name: 'Chapter 1', blocks }])
  const [chapter] = await listChapters(needs.db, project.id)
  return { project, key: { projectId: project.id, chapterId: chapter!.id } }
}

/** A paragraph in one voice. */
export function paragraph(text: string, voiceId = 'tone-a'): NewBlock {
  return { subType: 'p', nodes: [{ voiceId, text }] }
}
