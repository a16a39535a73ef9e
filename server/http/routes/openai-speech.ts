import {
  CaptionedSpeech,
  CaptionedSpeechBody,
  OpenaiModel,
  OpenaiModelPath,
  OpenaiModels,
  OpenaiSpeechBody,
  OpenaiSpeechModels,
  OpenaiVoices,
} from '#contract/openai-speech.ts'
import type { Studio } from '#server/studio.ts'
import { getModel, listModels } from '#server/voices/models.ts'
import { requireRole } from '../entrance/authenticate.ts'
import { answerCaptionedSpeech, answerOpenaiSpeech, openaiSpeechTypes } from '../openai-speech.ts'
import { type Route, route } from '../route.ts'

const tag = 'openai'

const speak = route({
  method: 'POST',
  path: '/v1/audio/speech',
  tag,
  summary: 'Speak a text, asked for as from OpenAI',
  role: 'editor',
  isOpenai: true,
  body: OpenaiSpeechBody,
  waits: true,
  reply: { bytes: openaiSpeechTypes },
  handle: (asked) => answerOpenaiSpeech(asked.studio, asked.body, asked),
})

const speakCaptioned = route({
  method: 'POST',
  path: '/dev/captioned_speech',
  tag,
  summary: 'Speak a text and tell when each word is heard, asked for as from Kokoro-FastAPI',
  role: 'editor',
  waits: true,
  isOpenai: true,
  body: CaptionedSpeechBody,
  reply: CaptionedSpeech,
  handle: (asked) => answerCaptionedSpeech(asked.studio, asked.body, asked),
})

const listVoices = route({
  method: 'GET',
  path: '/v1/audio/voices',
  tag,
  summary: 'List the voices by the names that speech takes',
  role: null, // looks itself: some programs ask without their key
  isOpenai: true,
  reply: OpenaiVoices,
  async handle({ studio, entrance: { doorkeeper }, request }) {
    if (studio.config.LECTERN_PUBLIC_VOICES) doorkeeper.admitReader(request)
    else requireRole(doorkeeper.admit(request), 'viewer')
    return { voices: studio.voices.list().map(({ id, title }) => ({ id, name: title })) }
  },
})

const listSpeechModels = route({
  method: 'GET',
  path: '/v1/audio/models',
  tag,
  summary: 'List the models that speech takes, as some servers do',
  role: 'viewer',
  isOpenai: true,
  reply: OpenaiSpeechModels,
  handle: async ({ studio }) => ({ models: listIds(studio).map((id) => ({ id, name: id })) }),
})

const list = route({
  method: 'GET',
  path: '/openai/v1/models',
  tag,
  summary: 'List the models, as OpenAI does; also at /v1/models for who sends Authorization: Bearer',
  role: 'viewer',
  isOpenai: true,
  reply: OpenaiModels,
  handle: async ({ studio }) => ({ object: 'list' as const, data: listIds(studio).map(presentModel) }),
})

const get = route({
  method: 'GET',
  path: '/openai/v1/models/:model',
  tag,
  summary: 'One model, as OpenAI shows it; also at /v1/models/{model}',
  role: 'viewer',
  isOpenai: true,
  params: OpenaiModelPath,
  reply: OpenaiModel,
  async handle({ studio, params: { model } }) {
    return presentModel(openaiModels.includes(model) ? model : getModel(studio.engines.list(), model).id)
  },
})

export const openaiRoutes: Route[] = [speak, speakCaptioned, listVoices, listSpeechModels, list, get]

/** Taken, as any other name is: the voice decides who speaks. */
const openaiModels = ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts']

function listIds({ engines }: Studio): string[] {
  return [...openaiModels, ...listModels(engines.list()).map(({ id }) => id)]
}

/** When it was made is not known of most; it has to be a number. */
function presentModel(id: string): OpenaiModel {
  return { id, object: 'model', created: 1_735_689_600, owned_by: 'lectern' }
}
