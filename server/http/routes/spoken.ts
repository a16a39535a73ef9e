import { SpokenBody, SpokenResponse } from '#contract/spoken.ts'
import { untilMyTurn } from '#server/base/give-way.ts'
import { type SpokenRequest, type ToldText, tellSpoken } from '#server/speaking/tell-spoken.ts'
import type { Range } from '#server/text/range.ts'
import { toLocator } from '../requests/to-content.ts'
import { type Route, route } from '../route.ts'

const tell = route({
  method: 'POST',
  path: '/lectern/v1/spoken',
  tag: 'editor',
  summary: 'Tell what would be said of a text, in words and English phonemes; nothing is spoken',
  role: 'viewer',
  waits: true,
  body: SpokenBody,
  reply: SpokenResponse,
  async handle({ studio, body, signal, caller, entrance }) {
    using telling = new DisposableStack()
    telling.defer(entrance.telling.enter(caller.key ?? ''))
    const told = await tellSpoken(studio, toSpokenRequest(body), signal)
    await untilMyTurn() // it may be of twenty thousand words
    return presentTold(told)
  },
})

export const spokenRoutes: Route[] = [tell]

function toSpokenRequest(body: SpokenBody): SpokenRequest {
  return {
    text: body.text,
    voiceId: body.voice_id ?? undefined,
    accent: body.accent ?? undefined,
    language: body.language?.toLowerCase().split(/[-_]/)[0] || undefined,
    normalization: body.apply_text_normalization ?? 'auto',
    locators: body.dictionary_locators?.map(toLocator) ?? [],
  }
}

function presentTold({ sentences, utterances, warnings }: ToldText): SpokenResponse {
  return {
    sentences: sentences.map(presentPlace),
    utterances: utterances.map(({ spoken, phonemes, words, ...range }) => ({
      ...presentPlace(range),
      spoken,
      phonemes,
      words: words.map(({ spoken, phonemes, isGuessed, ...ofWord }) => {
        return { ...presentPlace(ofWord), spoken, phonemes, guessed: isGuessed }
      }),
    })),
    warnings: warnings.map(({ code, message, place }) => {
      return { code, message, from: place?.start ?? null, to: place?.end ?? null }
    }),
  }
}

function presentPlace({ start, end }: Range) {
  return { from: start, to: end }
}
