import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { createFilledProject } from '#server/importing/fill-project.ts'
import { addInTurn } from '#server/jobs/add-in-turn.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { LanguageModel } from '#server/language-model/language-model.ts'
import type { NewProject } from '#server/projects/create-project.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { PodcastOrigin, PodcastRequest } from './podcast.ts'
import { podcastName } from './podcast-name.ts'
import { podcastQueue } from './podcast-queue.ts'
import { insertPodcast } from './podcast-store.ts'
import { requireModel } from './require-model.ts'
import { requireSpeakers } from './require-speakers.ts'

type Needs = {
  config: Config
  db: Database
  jobs: Jobs
  voices: VoiceCatalogue
  languageModel: LanguageModel | undefined
}

/** What a podcast's project is told besides what follows from the request. */
export type PodcastProject = Pick<
  NewProject,
  'callbackUrl' | 'defaultModelId' | 'qualityPreset' | 'applyTextNormalization'
>

/**
 * Creates the project of a podcast, whose script a worker writes. Project, request and job are one transaction.
 * @throws StudioError `voice_not_found`, `empty_text`, `language_model_missing`
 */
export async function createPodcast(
  needs: Needs,
  request: PodcastRequest,
  given: PodcastProject,
  origin: PodcastOrigin,
): Promise<Project> {
  requireSpeakers(needs.voices, request)
  refuseWithoutText(request)
  requireModel(needs.languageModel, request)
  const project = { ...given, name: podcastName(request), sourceType: 'genfm', language: request.language }
  const { host } = request.voiceIds
  const voices = { defaultTitleVoiceId: host, defaultParagraphVoiceId: host }
  return createFilledProject(
    needs,
    { ...project, ...voices },
    { kind: 'none' },
    {
      autoConvert: false,
      async also(db, projectId) {
        await updateProject(db, projectId, {
          creationType: 'generate_podcast',
          creationStatus: 'pending',
          creationProgress: 0,
        })
        await insertPodcast(db, { projectId, request, origin })
        await addInTurn({ ...needs, db }, podcastQueue, { projectId }, { asker: origin.asker?.key, id: projectId })
      },
    },
  )
}

function refuseWithoutText({ sources }: PodcastRequest): void {
  if (sources.length === 0) throw new StudioError('empty_text', 'There is no source.', { param: 'source' })
  const index = sources.findIndex((source) => source.kind === 'text' && source.text.trim() === '')
  if (index >= 0) throw new StudioError('empty_text', `Source ${index + 1} has no text.`, { param: 'source' })
}
