import { createHash } from 'node:crypto'
import { ignoredPhonemes } from '../check-utterance.ts'
import type { Engine, Utterance, Warning } from '../engine.ts'
import { plainText } from '../plain-text.ts'
import { modelOf } from './models.ts'
import { placePhonemeTags, withoutTags } from './phoneme-tags.ts'
import { voiceSettings } from './voice-settings.ts'

/** What the service is asked, and what of the utterance it cannot be asked. */
export function requestBody(
  engine: Pick<Engine, 'id'>,
  modelId: string,
  utterance: Utterance,
): { body: object; warnings: Warning[] } {
  const { context, language } = utterance
  const model = modelOf(modelId)
  const clean = { ...utterance, text: plainText(utterance.text) }
  const tagged = model.takesPhonemes
    ? placePhonemeTags(clean)
    : { text: withoutTags(clean.text), warnings: ignoredPhonemes(engine, utterance) }
  const settings = voiceSettings(engine.id, model, utterance.settings)
  const body = {
    text: tagged.text.trim(),
    model_id: modelId,
    seed: seedOf(utterance),
    ...(settings.told && { voice_settings: settings.told }),
    ...(model.takesLanguage && { language_code: language }),
    ...(model.takesContext && context?.before && { previous_text: plainText(context.before) }),
    ...(model.takesContext && context?.after && { next_text: plainText(context.after) }),
  }
  return { body, warnings: [...settings.warnings, ...tagged.warnings] }
}

/** Without a seed one is made of what is said, so that a second try gives the same sound. The service takes 32 bits. */
function seedOf({ seed, text, voice }: Utterance): number {
  if (seed !== undefined) return seed >>> 0
  return createHash('sha256').update(`${voice}\n${text}`).digest().readUInt32BE(0)
}
