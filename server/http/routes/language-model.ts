import { LanguageModelResponse, LanguageModelTrialResponse } from '#contract/language-model.ts'
import { tryLanguageModel } from '#server/language-model/try-language-model.ts'
import { type Route, route } from '../route.ts'

const path = '/lectern/v1/language-model'
const tag = 'admin'

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Which language model writes podcasts and helps to find casts, if any',
  role: 'editor',
  reply: LanguageModelResponse,
  async handle({ studio: { config, languageModel } }) {
    const { LECTERN_LLM_URL: url, LECTERN_LLM_SECONDS: seconds } = config
    return { name: languageModel?.name ?? null, host: url ? new URL(url).host : null, seconds }
  },
})

const tryIt = route({
  method: 'POST',
  path: `${path}/try`,
  tag,
  summary: 'Ask the language model a small question, to see whether it answers',
  role: 'admin',
  waits: true,
  reply: LanguageModelTrialResponse,
  async handle({ studio, signal }) {
    const seconds = await tryLanguageModel(studio, signal)
    return { seconds: Math.round(seconds * 1000) / 1000 }
  },
})

export const languageModelRoutes: Route[] = [get, tryIt]
