import { z } from 'zod'
import { ChapterResponseModel } from './chapters.ts'
import { ImportWarning } from './documents.ts'
import {
  AccessLevel,
  AspectRatio,
  CreationStatus,
  Fiction,
  ProjectCreationMetaType,
  ProjectState,
  ProjectTextNormalization,
  QualityPresetType,
  SourceType,
  TargetAudience,
} from './enums.ts'
import { Id, Name, Word } from './limits.ts'
import {
  PronunciationDictionaryLocatorResponseModel,
  PronunciationDictionaryVersionResponseModel,
} from './pronunciation-dictionaries.ts'
import { VoiceResponseModel } from './voices.ts'

/** A public share is not something we offer, so its id is read and ignored. */
export const GetProjectQuery = z.object({ share_id: Word.optional() })
export type GetProjectQuery = z.infer<typeof GetProjectQuery>

/** The first three are required even when only one thing changes; an absent title, author or ISBN stays as it is. */
export const UpdateProjectBody = z.object({
  name: Name,
  default_title_voice_id: Id,
  default_paragraph_voice_id: Id,
  title: Name.nullish(),
  author: Name.nullish(),
  isbn_number: Word.nullish(),
  volume_normalization: z.boolean().default(false),
})
export type UpdateProjectBody = z.infer<typeof UpdateProjectBody>

export const ProjectCreationMetaResponseModel = z
  .object({
    /** 0 to 1 */
    creation_progress: z.number(),
    status: CreationStatus,
    type: ProjectCreationMetaType,
    /** Ours: why an import failed. */
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    /** Ours: what an import left out or could not read. */
    warnings: z.array(ImportWarning).optional(),
  })
  .meta({ id: 'ProjectCreationMetaResponseModel' })
export type ProjectCreationMetaResponseModel = z.infer<typeof ProjectCreationMetaResponseModel>

export const ProjectResponseModel = z
  .object({
    project_id: z.string(),
    name: z.string(),
    create_date_unix: z.int(),
    created_by_user_id: z.string().nullable(),
    default_title_voice_ref_id: z.string(),
    default_paragraph_voice_ref_id: z.string(),
    default_model_id: z.string(),
    last_conversion_date_unix: z.int().nullish(),
    can_be_downloaded: z.boolean(),
    title: z.string().nullish(),
    author: z.string().nullish(),
    description: z.string().nullish(),
    genres: z.array(z.string()).nullish(),
    cover_image_url: z.string().nullish(),
    target_audience: TargetAudience.nullish(),
    language: z.string().nullish(),
    content_type: z.string().nullish(),
    original_publication_date: z.string().nullish(),
    mature_content: z.boolean().nullish(),
    isbn_number: z.string().nullish(),
    volume_normalization: z.boolean(),
    state: ProjectState,
    access_level: AccessLevel,
    fiction: Fiction.nullish(),
    quality_check_on: z.boolean(),
    quality_check_on_when_bulk_convert: z.boolean(),
    creation_meta: ProjectCreationMetaResponseModel.nullish(),
    source_type: SourceType.nullish(),
    chapters_enabled: z.boolean().nullish(),
    captions_enabled: z.boolean().nullish(),
    caption_style: z.null().optional(),
    caption_style_template_overrides: z.null().optional(),
    public_share_id: z.string().nullish(),
    aspect_ratio: AspectRatio.nullish(),
    agent_settings: z.null().optional(),
    default_title_voice_id: z.string(),
    default_paragraph_voice_id: z.string(),
  })
  .meta({ id: 'ProjectResponseModel' })
export type ProjectResponseModel = z.infer<typeof ProjectResponseModel>

/** A voice in a project: one voice may have several refs with different settings. */
export const ProjectVoiceResponseModel = z
  .object({
    project_voice_ref_id: z.string(),
    voice_id: z.string(),
    /** What the project calls the voice. */
    alias: z.string(),
    stability: z.number(),
    similarity_boost: z.number(),
    style: z.number(),
    is_pinned: z.boolean(),
    use_speaker_boost: z.boolean(),
    /** Decibels; 0 = unchanged. */
    volume_gain: z.number(),
    /** 1 = unchanged. */
    speed: z.number(),
  })
  .meta({ id: 'ProjectVoiceResponseModel' })
export type ProjectVoiceResponseModel = z.infer<typeof ProjectVoiceResponseModel>

export const ProjectExtendedResponseModel = ProjectResponseModel.extend({
  /** Ours: who reads. */
  narrators: z.array(z.string()).optional(),
  /** Ours: seconds of silence as they are heard. */
  pauses: z
    .object({
      chapter_start_seconds: z.number(),
      sentence_seconds: z.number(),
      paragraph_seconds: z.number(),
      speaker_seconds: z.number(),
      heading_seconds: z.number(),
      chapter_seconds: z.number(),
    })
    .optional(),
  quality_preset: QualityPresetType,
  chapters: z.array(ChapterResponseModel),
  pronunciation_dictionary_versions: z.array(PronunciationDictionaryVersionResponseModel),
  pronunciation_dictionary_locators: z.array(PronunciationDictionaryLocatorResponseModel),
  apply_text_normalization: ProjectTextNormalization,
  experimental: z.record(z.string(), z.unknown()).optional(),
  /** Videos, sounds and images on a project's tracks: we have no tracks. */
  assets: z.array(z.unknown()).max(0),
  voices: z.array(ProjectVoiceResponseModel),
  base_voices: z.array(VoiceResponseModel).nullish(),
  publishing_read: z.null().optional(),
}).meta({ id: 'ProjectExtendedResponseModel' })
export type ProjectExtendedResponseModel = z.infer<typeof ProjectExtendedResponseModel>

export const GetProjectsResponseModel = z
  .object({ projects: z.array(ProjectResponseModel) })
  .meta({ id: 'GetProjectsResponseModel' })

export const AddProjectResponseModel = z
  .object({ project: ProjectResponseModel })
  .meta({ id: 'AddProjectResponseModel' })

export const EditProjectResponseModel = z
  .object({ project: ProjectResponseModel })
  .meta({ id: 'EditProjectResponseModel' })

export const ProjectMutedTracksResponseModel = z
  .object({ chapter_ids: z.array(z.string()) })
  .meta({ id: 'ProjectMutedTracksResponseModel' })
