import { z } from 'zod'
import { ContentJson } from './content.ts'
import { readingFields } from './documents.ts'
import { Fiction, ProjectTextNormalization, QualityPresetSent, SourceType, TargetAudience } from './enums.ts'
import { FileField } from './forms.ts'
import { Id, listOf, most, Name, Prose, Url, Word } from './limits.ts'
import { DictionaryLocator } from './pronunciation-dictionaries.ts'

/** A voice's settings in a new project; an absent one is the voice's own. */
export const VoiceSettingsOverride = z.object({
  voice_id: Id,
  stability: z.number().min(0).max(1).nullish(),
  similarity_boost: z.number().min(0).max(1).nullish(),
  style: z.number().nullish(),
  /** 1 = unchanged. */
  speed: z.number().nullish(),
  use_speaker_boost: z.boolean().nullish(),
})
export type VoiceSettingsOverride = z.infer<typeof VoiceSettingsOverride>

/** Where content comes from. At most one may be given; the operation refuses more. */
const contentSources = {
  from_url: Url.nullish(),
  from_document: FileField.nullish(),
  from_content_json: ContentJson.nullish(),
  ...readingFields,
}

/** The form that replaces a project's content, as `normaliseForm` leaves it; it may be empty. */
export const UpdateContentForm = z.object({
  ...contentSources,
  auto_convert: z.boolean().default(false),
})
export type UpdateContentForm = z.infer<typeof UpdateContentForm>

/** A new project's form as `normaliseForm` leaves it. */
export const CreateProjectForm = z.object({
  name: Name,
  default_title_voice_id: Id.nullish(),
  default_paragraph_voice_id: Id.nullish(),
  default_model_id: Id.nullish(),
  ...contentSources,
  quality_preset: QualityPresetSent.nullish(),
  title: Name.nullish(),
  author: Name.nullish(),
  description: Prose.nullish(),
  genres: listOf(Name, most.items).nullish(),
  target_audience: TargetAudience.nullish(),
  /** ISO 639-1 */
  language: z.string().length(2).nullish(),
  content_type: Word.nullish(),
  /** YYYY-MM-DD or YYYY */
  original_publication_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$|^\d{4}$/)
    .nullish(),
  mature_content: z.boolean().default(false),
  isbn_number: Word.nullish(),
  /** The old name of `volume_normalization`: either asks for it. */
  acx_volume_normalization: z.boolean().default(false),
  volume_normalization: z.boolean().default(false),
  pronunciation_dictionary_locators: listOf(DictionaryLocator, most.dictionaries).nullish(),
  callback_url: Url.nullish(),
  fiction: Fiction.nullish(),
  apply_text_normalization: ProjectTextNormalization.nullish(),
  auto_convert: z.boolean().default(false),
  auto_assign_voices: z.boolean().default(false),
  source_type: SourceType.nullish(),
  voice_settings: listOf(VoiceSettingsOverride, most.items).nullish(),
  create_publishing_read: z.boolean().default(false),
})
export type CreateProjectForm = z.infer<typeof CreateProjectForm>
