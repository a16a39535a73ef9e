import { StudioError } from '#server/base/errors.ts'
import type { Engines } from '#server/engines/registry.ts'
import { parseTags } from '#server/text/tags.ts'
import { getModel, readsAudioTags } from '#server/voices/models.ts'

/** As many as the hosted service takes. */
const voiceLimit = 10

/** @param param the field that names the voices. @throws StudioError `invalid_parameters` for too many of them */
export function checkVoiceCount(count: number, param: string): void {
  if (count <= voiceLimit) return
  const sentence = `The dialogue has ${count} voices; at most ${voiceLimit} can speak.`
  throw new StudioError('invalid_parameters', sentence, { param })
}

/** As many characters as are spoken in a second; so silence counts as much as the speech that it takes the place of. */
const charactersPerSecond = 15

/**
 * Refuses what is longer than a model takes at once. Tags count by themselves; a long break counts as the text that could
 * be said meanwhile.
 * @param param the field that has the texts
 * @throws StudioError `model_not_found`, `text_too_long`
 */
export function checkLength({ engines }: { engines: Engines }, modelId: string, texts: string[], param: string): void {
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
