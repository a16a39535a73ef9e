import type { z } from 'zod'
import type {
  ProjectExtendedResponseModel,
  ProjectResponseModel,
  ProjectVoiceResponseModel,
} from '#contract/projects.ts'
import { toUnix } from '#server/base/clock.ts'
import type { ProjectOutline } from '#server/converting/project-status.ts'
import { pausesOf } from '#server/planning/pauses.ts'
import type { Project, ProjectVoice } from '#server/projects/project.ts'
import type { Pauses, Role } from '#server/storage/schema.ts'

type ProjectResponse = z.input<typeof ProjectResponseModel>

/** A project as lists and updates answer it: without its chapters. */
export function presentProject(
  project: Project,
  status: ProjectOutline,
  voices: Pick<ProjectVoice, 'refId' | 'voiceId'>[],
  accessLevel: Role,
): ProjectResponse {
  const voiceIdOf = (refId: string) => voices.find((voice) => voice.refId === refId)!.voiceId
  return {
    project_id: project.id,
    name: project.name,
    create_date_unix: toUnix(project.createdAt),
    created_by_user_id: null,
    default_title_voice_ref_id: project.defaultTitleVoiceRefId,
    default_paragraph_voice_ref_id: project.defaultParagraphVoiceRefId,
    default_title_voice_id: voiceIdOf(project.defaultTitleVoiceRefId),
    default_paragraph_voice_id: voiceIdOf(project.defaultParagraphVoiceRefId),
    default_model_id: project.defaultModelId,
    last_conversion_date_unix: project.lastConvertedAt && toUnix(project.lastConvertedAt),
    can_be_downloaded: status.isDownloadable,
    title: project.title,
    author: project.author,
    description: project.description,
    genres: project.genres,
    cover_image_url: coverUrl(project),
    target_audience: project.targetAudience as ProjectResponse['target_audience'],
    language: project.language,
    content_type: project.contentType,
    original_publication_date: project.originalPublicationDate,
    mature_content: project.matureContent,
    isbn_number: project.isbnNumber,
    volume_normalization: project.volumeNormalization,
    state: status.state,
    access_level: accessLevel,
    fiction: project.fiction as ProjectResponse['fiction'],
    quality_check_on: false,
    quality_check_on_when_bulk_convert: false,
    creation_meta: presentCreation(project),
    source_type: project.sourceType as ProjectResponse['source_type'],
    chapters_enabled: true,
    captions_enabled: true,
    caption_style: null,
    caption_style_template_overrides: null,
    public_share_id: null,
    aspect_ratio: null,
    agent_settings: null,
  }
}

/** Another address whenever the picture is another one. A path of this server, since answers are kept for all its names. */
export function coverUrl({ id, cover }: Project): string | null {
  return cover && `/lectern/v1/projects/${id}/cover?v=${cover.fileKey.slice(-12)}`
}

/** What GET project answers beyond the short form. */
export function presentExtension(
  project: Project,
  voices: ProjectVoice[],
  chapters: ProjectExtension['chapters'],
  dictionaries: ProjectExtension['pronunciation_dictionary_versions'],
) {
  return {
    quality_preset: project.qualityPreset as ProjectExtension['quality_preset'],
    apply_text_normalization: project.applyTextNormalization as ProjectExtension['apply_text_normalization'],
    narrators: project.narrators ?? [],
    pauses: presentPauses(pausesOf(project)),
    chapters,
    voices: voices.map(presentProjectVoice),
    pronunciation_dictionary_versions: dictionaries,
    pronunciation_dictionary_locators: project.pronunciationLocators.map(({ dictionaryId, versionId }) => ({
      pronunciation_dictionary_id: dictionaryId,
      version_id: versionId,
    })),
    experimental: {},
    assets: [],
    base_voices: null,
    publishing_read: null,
  }
}
type ProjectExtension = z.input<typeof ProjectExtendedResponseModel>

function presentPauses(pauses: Pauses): ProjectExtension['pauses'] {
  return {
    chapter_start_seconds: pauses.chapterStartSeconds,
    sentence_seconds: pauses.sentenceSeconds,
    paragraph_seconds: pauses.paragraphSeconds,
    speaker_seconds: pauses.speakerSeconds,
    heading_seconds: pauses.headingSeconds,
    chapter_seconds: pauses.chapterSeconds,
  }
}

function presentCreation(project: Project) {
  const { creationStatus, creationProgress, creationType, creationError, importWarnings } = project
  return {
    creation_progress: creationProgress,
    status: creationStatus as NonNullable<ProjectResponse['creation_meta']>['status'],
    type: creationType,
    ...(creationError && { error: creationError }),
    ...(importWarnings && { warnings: importWarnings }),
  }
}

function presentProjectVoice(voice: ProjectVoice): ProjectVoiceResponseModel {
  return {
    project_voice_ref_id: voice.refId,
    voice_id: voice.voiceId,
    alias: voice.alias,
    stability: voice.stability,
    similarity_boost: voice.similarityBoost,
    style: voice.style,
    is_pinned: voice.isPinned,
    use_speaker_boost: voice.useSpeakerBoost,
    volume_gain: voice.volumeGain,
    speed: voice.speed,
  }
}
