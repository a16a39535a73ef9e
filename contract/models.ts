import { z } from 'zod'

export const LanguageResponseModel = z
  .object({ language_id: z.string(), name: z.string() })
  .meta({ id: 'LanguageResponseModel' })

export const ModelRatesResponseModel = z
  .object({ character_cost_multiplier: z.number(), cost_discount_multiplier: z.number().optional() })
  .meta({ id: 'ModelRatesResponseModel' })

export const ModelResponseModel = z
  .object({
    model_id: z.string(),
    name: z.string(),
    can_be_finetuned: z.boolean(),
    can_do_text_to_speech: z.boolean(),
    can_do_voice_conversion: z.boolean(),
    can_use_style: z.boolean(),
    can_use_speaker_boost: z.boolean(),
    serves_pro_voices: z.boolean(),
    token_cost_factor: z.number(),
    description: z.string(),
    requires_alpha_access: z.boolean(),
    max_characters_request_free_user: z.int(),
    max_characters_request_subscribed_user: z.int(),
    maximum_text_length_per_request: z.int(),
    languages: z.array(LanguageResponseModel),
    model_rates: ModelRatesResponseModel,
    concurrency_group: z.string(),
  })
  .meta({ id: 'ModelResponseModel' })
export type ModelResponseModel = z.infer<typeof ModelResponseModel>

/** `GET /v1/models` answers a bare list. */
export const ListModelsResponse = z.array(ModelResponseModel)
export type ListModelsResponse = z.infer<typeof ListModelsResponse>
