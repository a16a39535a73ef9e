import type { TextToDialogueBody } from '#contract/text-to-dialogue.ts'
import type { TextToSpeechBody } from '#contract/text-to-speech.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Turn } from '#server/planning/plan-speech.ts'
import { listTextsOfRequests } from '#server/speaking/speech-history.ts'
import { checkLength, checkVoiceCount } from '#server/speaking/speech-limits.ts'
import type { SpeechRequest } from '#server/speaking/start-speech.ts'
import type { Studio } from '#server/studio.ts'
import { readsAudioTags } from '#server/voices/models.ts'
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

/**
 * @throws StudioError `voice_not_found`, `model_not_found`, `text_too_long`, `audio_effect_not_found`, and
 * `invalid_parameters` for too many voices
 */
export async function toDialogueRequest(studio: Studio, body: TextToDialogueBody): Promise<SpeechRequest> {
  refuseEffects(body)
  const voiceIds = new Set(body.inputs.map((input) => input.voice_id))
  checkVoiceCount(voiceIds.size, 'inputs')
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
