import type { TextToDialogueBody } from '#contract/text-to-dialogue.ts'
import type { TextToSpeechBody } from '#contract/text-to-speech.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Turn } from '#server/planning/plan-speech.ts'
import { listTextsOfRequests } from '#server/speaking/speech-history.ts'
import type { SpeechRequest } from '#server/speaking/start-speech.ts'
import type { Studio } from '#server/studio.ts'
import { parseTags } from '#server/text/tags.ts'
import { getModel, readsAudioTags } from '#server/voices/models.ts'
import { getVoiceSettings } from '#server/voices/voice-settings.ts'
import { toLocator, toSettings } from './to-content.ts'

/** @throws StudioError `voice_not_found`, `model_not_found`, `text_too_long`, `audio_effect_not_found` */
export async function toSpeechRequest(studio: Studio, voiceId: string, body: TextToSpeechBody): Promise<SpeechRequest> {
  refuseEffects(body)
  const voice = studio.voices.get(voiceId)
  checkLength(studio, body.model_id, [body.text], 'text')
  const settings = { ...(await getVoiceSettings(studio.db, voice.id)), ...toSettings(body.voice_settings ?? {}) }
  return {
    ...whatBothSay(body),
    turns: [{ voice, settings, text: body.text, seed: body.seed ?? undefined }],
    isDialogue: false,
    hasAudioTags: readsAudioTags(body.model_id),
    around: await readSurroundings(studio, body, body.next_text),
  }
}

/** As many as the hosted service takes. */
const voiceLimit = 10

/**
 * @throws StudioError `voice_not_found`, `model_not_found`, `text_too_long`, `audio_effect_not_found`, and
 * `invalid_parameters` for too many voices
 */
export async function toDialogueRequest(studio: Studio, body: TextToDialogueBody): Promise<SpeechRequest> {
  refuseEffects(body)
  const voiceIds = new Set(body.inputs.map((input) => input.voice_id))
  if (voiceIds.size > voiceLimit) {
    const sentence = `The dialogue has ${voiceIds.size} voices; at most ${voiceLimit} can speak.`
    throw new StudioError('invalid_parameters', sentence, { param: 'inputs' })
  }
  const texts = body.inputs.map((input) => input.text)
  checkLength(studio, body.model_id, texts, 'inputs')
  const { stability, similarity } = body.settings ?? {}
  const ofAll = toSettings({ stability, similarity_boost: similarity })
  const voices = new Map<string, Omit<Turn, 'text'>>()
  for (const voiceId of voiceIds) {
    const voice = studio.voices.get(voiceId)
    voices.set(voiceId, { voice, settings: { ...(await getVoiceSettings(studio.db, voice.id)), ...ofAll } })
  }
  const turns = body.inputs.map(({ voice_id, text }) => ({
    ...voices.get(voice_id)!,
    text,
    seed: body.seed ?? undefined,
  }))
  const around = await readSurroundings(studio, body, body.future_text)
  return { ...whatBothSay(body), turns, isDialogue: true, hasAudioTags: true, around }
}

/** There are no effects here, so that any that is named is an unknown one; how strong it were to be means nothing then. */
function refuseEffects({ audio_effects: effects }: TextToSpeechBody | TextToDialogueBody): void {
  const named = effects?.filter_preset_id ?? effects?.environment_id ?? effects?.background_noise_id
  if (named == null) return
  throw new StudioError('audio_effect_not_found', `There is no effect "${named}".`, { param: 'audio_effects' })
}

/** Requests that are named stand before a text that is given; those that are not in the history say nothing. */
async function readSurroundings(
  { db }: Studio,
  body: TextToSpeechBody | TextToDialogueBody,
  textAfter: string | null | undefined,
): Promise<{ before: string; after: string }> {
  const textOf = async (requestIds: string[]) => (await listTextsOfRequests(db, requestIds)).join(' ')
  const { previous_request_ids: previous, next_request_ids: next } = body
  return {
    before: previous?.length ? `${await textOf(previous)} ` : (body.previous_text ?? ''),
    after: next?.length ? ` ${await textOf(next)}` : (textAfter ?? ''),
  }
}

function whatBothSay(body: TextToSpeechBody | TextToDialogueBody) {
  return {
    modelId: body.model_id,
    language: body.language_code ?? undefined,
    normalization: body.apply_text_normalization,
    locators: body.pronunciation_dictionary_locators?.map(toLocator),
  }
}

/** As many characters as are spoken in a second; so silence counts as much as the speech that it takes the place of. */
const charactersPerSecond = 15

/** Tags count by themselves; a long break counts as the text that could be said meanwhile. */
function checkLength({ engines }: Studio, modelId: string, texts: string[], param: string): void {
  const { characterLimit } = getModel(engines.list(), modelId)
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  const takes = `this model takes ${characterLimit}.`
  if (length > characterLimit) {
    throw new StudioError('text_too_long', `The text has ${length} characters; ${takes}`, { param })
  }
  const audioTags = readsAudioTags(modelId)
  const parsed = texts.map((text) => parseTags(text, { audioTags }))
  const written = parsed.reduce((sum, one) => sum + one.written.length, 0)
  const seconds = parsed.flatMap((one) => one.breaks).reduce((sum, one) => sum + one.seconds, 0)
  const counted = Math.round(written + seconds * charactersPerSecond)
  if (counted <= characterLimit) return
  const sentence = `With ${Math.round(seconds)} s of breaks the text is as long as ${counted} characters; ${takes}`
  throw new StudioError('text_too_long', sentence, { param })
}
