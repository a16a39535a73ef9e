import { StudioError } from '#server/base/errors.ts'
import { defaultVoiceSettings, type Engine, type EngineVoice, type Utterance, type Warning } from './engine.ts'
import { firstWords } from './first-words.ts'

/**
 * The voice that an utterance asks for, once it is sure that the engine can take the utterance.
 * @throws StudioError `voice_not_found`, `text_too_long`
 */
export function checkUtterance<Voice extends EngineVoice>(
  { id, limits }: Pick<Engine, 'id' | 'limits'>,
  voices: readonly Voice[],
  { text, voice: name }: Utterance,
): Voice {
  const voice = voices.find((candidate) => candidate.name === name)
  if (!voice) throw new StudioError('voice_not_found', `Engine ${id} has no voice "${name}".`)
  const { length } = text.trim()
  if (length > limits.characters) {
    const lengths = `${length} characters are more than the ${limits.characters} that engine ${id} takes at once`
    throw new StudioError('text_too_long', `"${firstWords(text)}": ${lengths}.`)
  }
  return voice
}

/** A warning for every setting that was given, differs from the default and is not honoured by the engine. */
export function ignoredSettings({ id, honours }: Pick<Engine, 'id' | 'honours'>, { settings }: Utterance): Warning[] {
  const names = Object.keys(defaultVoiceSettings) as (keyof typeof defaultVoiceSettings)[]
  return names
    .filter((name) => settings[name] !== undefined && settings[name] !== defaultVoiceSettings[name])
    .filter((name) => !honours.includes(name))
    .map((name) => ({ code: 'setting_ignored', message: `Engine ${id} does not know the setting ${name}.` }))
}

/** A warning when the writer gave phonemes to an engine that cannot take them. */
export function ignoredPhonemes({ id }: Pick<Engine, 'id'>, { phonemes }: Utterance): Warning[] {
  if (phonemes.length === 0) return []
  return [{ code: 'phonemes_ignored', message: `Engine ${id} takes no phonemes and reads the word as written.` }]
}
