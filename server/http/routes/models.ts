import { ListModelsResponse, type ModelResponseModel } from '#contract/models.ts'
import { listModels, type Model } from '#server/voices/models.ts'
import { type Route, route } from '../route.ts'

const list = route({
  method: 'GET',
  path: '/v1/models',
  tag: 'models',
  summary: 'List the models that a project or request may name',
  role: 'viewer',
  reply: ListModelsResponse,
  async handle({ studio }) {
    return listModels(studio.engines.list()).map(presentModel)
  },
})

export const modelRoutes: Route[] = [list]

function presentModel({ id, name, description, characterLimit, languages }: Model): ModelResponseModel {
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  return {
    model_id: id,
    name,
    description,
    can_be_finetuned: false,
    can_do_text_to_speech: true,
    can_do_voice_conversion: false,
    can_use_style: false,
    can_use_speaker_boost: false,
    serves_pro_voices: false,
    token_cost_factor: 1,
    requires_alpha_access: false,
    max_characters_request_free_user: characterLimit,
    max_characters_request_subscribed_user: characterLimit,
    maximum_text_length_per_request: characterLimit,
    languages: languages.map((language) => ({ language_id: language, name: names.of(language) ?? language })),
    model_rates: { character_cost_multiplier: 0 },
    concurrency_group: 'standard',
  }
}
