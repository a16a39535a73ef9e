import { newId, type ProjectId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { projectRevisions, projects, projectVoices } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { replaceChapters } from './chapter-content.ts'
import { getProject } from './find-project.ts'
import type { NewChapter, Project } from './project.ts'
import { newProjectVoices, type VoiceOverride } from './project-voices.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** What a new project is told of itself; what is left out is null or the studio's choice. */
export type NewProject = Partial<Omit<Project, ChosenByUs>> & {
  name: string
  defaultTitleVoiceId?: string | null
  defaultParagraphVoiceId?: string | null
  voiceSettings?: VoiceOverride[]
}
type ChosenByUs = 'id' | 'createdAt' | 'lastConvertedAt' | 'defaultTitleVoiceRefId' | 'defaultParagraphVoiceRefId'

/** What a project without any content begins with, so that there is something to write in. */
export const blankChapters: NewChapter[] = [{ name: 'Chapter 1', blocks: [] }]

/**
 * Creates a project with its voices and content, in one transaction.
 * @throws StudioError `voice_not_found`, `invalid_parameters`, `text_too_long`
 */
export async function createProject(needs: Needs, given: NewProject, chapters: NewChapter[]): Promise<Project> {
  const { defaultTitleVoiceId, defaultParagraphVoiceId, voiceSettings = [], ...rest } = given
  const paragraphVoiceId = defaultParagraphVoiceId ?? needs.voices.defaultVoiceId
  const titleVoiceId = defaultTitleVoiceId ?? paragraphVoiceId
  const id = newId<ProjectId>()
  const voiceIds = [titleVoiceId, paragraphVoiceId, ...voiceSettings.map((override) => override.voiceId)]
  const voices = await newProjectVoices(needs, id, voiceIds, voiceSettings)
  const refTo = (voiceId: string) => voices.find((voice) => voice.voiceId === voiceId)!.refId
  return needs.db.transaction(async (db) => {
    await db.insert(projects).values({
      volumeNormalization: false,
      qualityPreset: 'standard',
      applyTextNormalization: 'auto',
      defaultModelId: 'eleven_multilingual_v2',
      ...rest,
      id,
      defaultTitleVoiceRefId: refTo(titleVoiceId),
      defaultParagraphVoiceRefId: refTo(paragraphVoiceId),
      creationStatus: 'finished',
      creationProgress: 1,
    })
    await db.insert(projectRevisions).values({ projectId: id })
    await db.insert(projectVoices).values(voices)
    await replaceChapters({ ...needs, db }, id, chapters)
    return getProject(db, id)
  })
}
