import { z } from 'zod'
import { ProjectTextNormalization } from './enums.ts'
import { FileField } from './forms.ts'
import { Id, listOf, most, Name, Url, Word } from './limits.ts'
import { DictionaryLocator } from './pronunciation-dictionaries.ts'
import { queryInteger } from './requests.ts'

/** `POST /v1/audio-native`, as `normaliseForm` leaves it. */
export const CreateAudioNativeForm = z.object({
  name: Name,
  image: Url.nullish(),
  author: Name.nullish(),
  title: Name.nullish(),
  /** A player without title and author. */
  small: z.boolean().default(false),
  /** Colours as CSS writes them. */
  text_color: Word.nullish(),
  background_color: Word.nullish(),
  sessionization: queryInteger(z.int().default(0)),
  voice_id: Id.nullish(),
  model_id: Id.nullish(),
  /** Text or HTML. */
  file: FileField.nullish(),
  auto_convert: z.boolean().default(false),
  apply_text_normalization: ProjectTextNormalization.nullish(),
  pronunciation_dictionary_locators: listOf(DictionaryLocator, most.dictionaries).nullish(),
})
export type CreateAudioNativeForm = z.infer<typeof CreateAudioNativeForm>

/** `POST /v1/audio-native/{project_id}/content`, as `normaliseForm` leaves it; it may be empty. */
export const UpdateAudioNativeForm = z.object({
  file: FileField.nullish(),
  auto_convert: z.boolean().default(false),
  /** Whether the player changes to what is converted; else it keeps what it plays now. */
  auto_publish: z.boolean().default(false),
})
export type UpdateAudioNativeForm = z.infer<typeof UpdateAudioNativeForm>

/** `POST /v1/audio-native/content` */
export const AudioNativeUrlBody = z.object({
  url: Url,
  author: Name.nullish(),
  title: Name.nullish(),
})
export type AudioNativeUrlBody = z.infer<typeof AudioNativeUrlBody>

export const AudioNativeCreateProjectResponseModel = z
  .object({ project_id: z.string(), converting: z.boolean(), html_snippet: z.string() })
  .meta({ id: 'AudioNativeCreateProjectResponseModel' })

export const AudioNativeEditContentResponseModel = z
  .object({ project_id: z.string(), converting: z.boolean(), publishing: z.boolean(), html_snippet: z.string() })
  .meta({ id: 'AudioNativeEditContentResponseModel' })

export const AudioNativeProjectSettingsResponseModel = z
  .object({
    title: z.string(),
    image: z.string(),
    author: z.string(),
    small: z.boolean(),
    text_color: z.string(),
    background_color: z.string(),
    sessionization: z.int(),
    audio_path: z.string().nullish(),
    audio_url: z.string().nullish(),
    status: z.enum(['processing', 'ready']).optional(),
  })
  .meta({ id: 'AudioNativeProjectSettingsResponseModel' })
export type AudioNativeProjectSettingsResponseModel = z.infer<typeof AudioNativeProjectSettingsResponseModel>

export const GetAudioNativeProjectSettingsResponseModel = z
  .object({
    enabled: z.boolean(),
    /** What the player plays; null until something is converted. */
    snapshot_id: z.string().nullish(),
    settings: AudioNativeProjectSettingsResponseModel.nullish(),
  })
  .meta({ id: 'GetAudioNativeProjectSettingsResponseModel' })
