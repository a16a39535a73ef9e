import { z } from 'zod'
import { FileField } from './forms.ts'
import { Id, listOf, most, Name, Prose, Word } from './limits.ts'
import { queryBoolean, queryInteger, queryList } from './requests.ts'
import { Status } from './status.ts'

/** Both what clients send and what we answer. In a request an absent setting means the stored or the default one. */
export const VoiceSettingsResponseModel = z
  .object({
    stability: z.number().min(0).max(1).nullish(),
    use_speaker_boost: z.boolean().nullish(),
    similarity_boost: z.number().min(0).max(1).nullish(),
    style: z.number().nullish(),
    /** 1 = unchanged. */
    speed: z.number().nullish(),
  })
  .meta({ id: 'VoiceSettingsResponseModel' })
export type VoiceSettingsResponseModel = z.infer<typeof VoiceSettingsResponseModel>

export const VerifiedVoiceLanguageResponseModel = z
  .object({
    language: z.string(),
    model_id: z.string(),
    accent: z.string().nullish(),
    locale: z.string().nullish(),
    preview_url: z.string().nullish(),
  })
  .meta({ id: 'VerifiedVoiceLanguageResponseModel' })

/** No voice of ours is tuned: what would tell of it is empty. */
export const FineTuningResponseModel = z
  .object({
    is_allowed_to_fine_tune: z.boolean(),
    state: z.record(z.string(), z.string()),
    verification_failures: z.array(z.string()),
    verification_attempts_count: z.int(),
    manual_verification_requested: z.boolean(),
    language: z.string().nullish(),
    progress: z.record(z.string(), z.number()).nullish(),
    message: z.record(z.string(), z.string()).nullish(),
    dataset_duration_seconds: z.number().nullish(),
    verification_attempts: z.null().optional(),
    slice_ids: z.array(z.string()).nullish(),
    manual_verification: z.null().optional(),
    max_verification_attempts: z.int().nullish(),
    next_max_verification_attempts_reset_unix_ms: z.int().nullish(),
  })
  .meta({ id: 'FineTuningResponseModel' })

export const VoiceResponseModel = z
  .object({
    voice_id: z.string(),
    name: z.string(),
    samples: z.null().optional(),
    category: z.enum(['generated', 'cloned', 'premade', 'professional', 'famous', 'high_quality']),
    fine_tuning: FineTuningResponseModel.nullish(),
    /** Keys that clients show: accent, gender, age, language, use_case, descriptive. */
    labels: z.record(z.string(), z.string()),
    description: z.string().nullish(),
    preview_url: z.string().nullish(),
    available_for_tiers: z.array(z.string()),
    settings: VoiceSettingsResponseModel.nullish(),
    sharing: z.null().optional(),
    high_quality_base_model_ids: z.array(z.string()),
    verified_languages: z.array(VerifiedVoiceLanguageResponseModel).nullish(),
    collection_ids: z.array(z.string()).nullish(),
    safety_control: z.enum(['NONE', 'BAN', 'CAPTCHA', 'ENTERPRISE_BAN', 'ENTERPRISE_CAPTCHA']).nullish(),
    voice_verification: z.null().optional(),
    permission_on_resource: z.string().nullish(),
    is_owner: z.boolean().nullish(),
    is_legacy: z.boolean().optional(),
    is_mixed: z.boolean().optional(),
    favorited_at_unix: z.int().nullish(),
    created_at_unix: z.int().nullish(),
    is_bookmarked: z.boolean().nullish(),
    recording_quality: z.enum(['studio', 'good', 'ok', 'poor', 'bad']).nullish(),
    labelling_status: z.enum(['in_review', 'review_complete']).nullish(),
    recording_quality_reason: z.string().nullish(),
  })
  .meta({ id: 'VoiceResponseModel' })
export type VoiceResponseModel = z.infer<typeof VoiceResponseModel>

export const GetVoicesResponseModel = z
  .object({ voices: z.array(VoiceResponseModel) })
  .meta({ id: 'GetVoicesResponseModel' })

export const GetVoicesV2ResponseModel = z
  .object({
    voices: z.array(VoiceResponseModel),
    has_more: z.boolean(),
    total_count: z.int(),
    /** Null on the last page. */
    next_page_token: z.string().nullish(),
  })
  .meta({ id: 'GetVoicesV2ResponseModel' })
export type GetVoicesV2ResponseModel = z.infer<typeof GetVoicesV2ResponseModel>

/** `GET /v1/voices` */
export const ListVoicesQuery = z.object({ show_legacy: queryBoolean(z.boolean().default(false)) })
export type ListVoicesQuery = z.infer<typeof ListVoicesQuery>

/** `GET /v1/voices/{voice_id}`: settings are always in the answer, whatever is asked. */
export const GetVoiceQuery = z.object({ with_settings: queryBoolean(z.boolean().default(true)) })
export type GetVoiceQuery = z.infer<typeof GetVoiceQuery>

/** `GET /v2/voices` */
export const SearchVoicesQuery = z.object({
  next_page_token: Word.optional(),
  page_size: queryInteger(z.int().min(1).max(100).default(10)),
  /** Looked for in name, description, labels and category. */
  search: Name.optional(),
  /** `created_at_unix` or `name` */
  sort: Word.optional(),
  /** `asc` or `desc` */
  sort_direction: Word.optional(),
  voice_type: Word.optional(),
  category: Word.optional(),
  fine_tuning_state: Word.optional(),
  collection_id: Word.optional(),
  gender: Word.optional(),
  age: Word.optional(),
  language: queryList(z.array(Word).max(most.items).optional()),
  accent: Word.optional(),
  use_cases: queryList(z.array(Word).max(most.items).optional()),
  min_notice_period_days: queryInteger(z.int().optional()),
  include_custom_rates: queryBoolean(z.boolean().optional()),
  include_live_moderated: queryBoolean(z.boolean().optional()),
  high_quality: queryBoolean(z.boolean().optional()),
  include_total_count: queryBoolean(z.boolean().default(true)),
  voice_ids: queryList(z.array(Id).max(100).optional()),
})
export type SearchVoicesQuery = z.infer<typeof SearchVoicesQuery>

/** `GET /v1/shared-voices`: there is no library of voices that others share here. */
export const GetLibraryVoicesResponse = z.object({
  voices: z.array(z.unknown()).max(0),
  has_more: z.boolean(),
  total_count: z.int(),
  last_sort_id: z.string().nullable(),
})

/** `GET /v1/voices/accents` */
export const GetVoiceAccentsResponse = z.object({
  accents: z.array(
    z.object({
      /** As labels have it: `american`. */
      accent: z.string(),
      /** ISO 639-1. */
      language: z.string(),
      /** Such as `en-american`. */
      code: z.string(),
      name: z.string(),
    }),
  ),
})

const Labels = z.union([z.record(Word, Name), Prose])

/** `POST /v1/voices/add`, as `normaliseForm` leaves it. */
export const AddVoiceForm = z.object({
  name: Name,
  /** Recordings of the voice. */
  files: listOf(FileField, most.items),
  remove_background_noise: z.boolean().default(false),
  description: Prose.nullish(),
  labels: Labels.nullish(),
})
export type AddVoiceForm = z.infer<typeof AddVoiceForm>

/** `POST /v1/voices/{voice_id}/edit`, as `normaliseForm` leaves it. */
export const EditVoiceForm = AddVoiceForm.extend({
  files: listOf(FileField, most.items).optional(),
  moderate_metadata: z.boolean().default(false),
})
export type EditVoiceForm = z.infer<typeof EditVoiceForm>

export const AddVoiceIVCResponseModel = z
  .object({ voice_id: z.string(), requires_verification: z.boolean() })
  .meta({ id: 'AddVoiceIVCResponseModel' })

export const EditVoiceResponseModel = Status.meta({ id: 'EditVoiceResponseModel' })
export const DeleteVoiceResponseModel = Status.meta({ id: 'DeleteVoiceResponseModel' })
export const DeleteSampleResponseModel = Status.meta({ id: 'DeleteSampleResponseModel' })
