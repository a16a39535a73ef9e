import { z } from 'zod'
import { ContentJson } from './content.ts'
import { Fiction, ProjectTextNormalization, QualityPresetSent, SourceType, TargetAudience } from './enums.ts'
import { FileField } from './forms.ts'
import { DictionaryLocator } from './pronunciation-dictionaries.ts'

/** A voice's settings in a new project; an absent one is the voice's own. */
export const VoiceSettingsOverride = z.object({
  voice_id: z.string(),
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
  from_url: z.string().nullish(),
  from_document: FileField.nullish(),
  from_content_json: ContentJson.nullish(),
}

/** The form that replaces a project's content, as `normaliseForm` leaves it; it may be empty. */
export const UpdateContentForm = z.object({
  ...contentSources,
  auto_convert: z.boolean().default(false),
})
export type UpdateContentForm = z.infer<typeof UpdateContentForm>

/** A new project's form as `normaliseForm` leaves it. */
export const CreateProjectForm = z.object({
  name: z.string(),
  default_title_voice_id: z.string().nullish(),
  default_paragraph_voice_id: z.string().nullish(),
  default_model_id: z.string().nullish(),
  ...contentSources,
  quality_preset: QualityPresetSent.nullish(),
  title: z.string().nullish(),
  author: z.string().nullish(),
  description: z.string().nullish(),
  genres: z.array(z.string()).nullish(),
  target_audience: TargetAudience.nullish(),
  /** ISO 639-1 */
  language: z.string().length(2).nullish(),
  content_type: z.string().nullish(),
  /** YYYY-MM-DD or YYYY */
  original_publication_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$|^\d{4}$/)
    .nullish(),
  mature_content: z.boolean().default(false),
  isbn_number: z.string().nullish(),
  /** The old name of `volume_normalization`: either asks for it. */
  acx_volume_normalization: z.boolean().default(false),
  volume_normalization: z.boolean().default(false),
  pronunciation_dictionary_locators: z.array(DictionaryLocator).nullish(),
  callback_url: z.string().nullish(),
  fiction: Fiction.nullish(),
  apply_text_normalization: ProjectTextNormalization.nullish(),
  auto_convert: z.boolean().default(false),
  auto_assign_voices: z.boolean().default(false),
  source_type: SourceType.nullish(),
  voice_settings: z.array(VoiceSettingsOverride).nullish(),
  create_publishing_read: z.boolean().default(false),
})
export type CreateProjectForm = z.infer<typeof CreateProjectForm>
