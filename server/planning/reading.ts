import { detectLanguage } from '#server/text/spoken/detect-language.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'

/**
 * Whether numbers, abbreviations and signs become words before an engine sees them, as the public API names it. `auto` reads
 * a text in the language of the project or request, else in the one that it is written in; `on` never guesses a language;
 * `apply_english` reads it as English whatever it is; `off` leaves it to the engine.
 */
export type TextNormalization = 'auto' | 'on' | 'off' | 'apply_english'

/** How a voice's text becomes words. */
export interface Reading {
  /** ISO 639-1; where it may be told by the text, that of a text which does not tell. */
  language: string
  accent: Accent
  /** The languages that a text may be in although nobody said so; empty when it is said. */
  mayBe: string[]
}

/** @param language ISO 639-1, of the project or the request. Undefined when the engine is to read the text in its own way. */
export function readingOf(
  mode: TextNormalization,
  voice: Voice,
  language: string | null | undefined,
): Reading | undefined {
  if (mode === 'off') return undefined
  const { engine, language: own } = voice
  const accent = accentOf(voice)
  if (mode === 'apply_english') return { language: 'en', accent, mayBe: [] }
  if (language && engine.languages.includes(language)) return { language, accent, mayBe: [] }
  return { language: own, accent, mayBe: mode === 'auto' ? engine.languages : [] }
}

/** The language in which a text is read. */
export function languageOf({ language, mayBe }: Reading, text: string): string {
  const told = mayBe.length > 1 ? detectLanguage(text) : undefined
  return told && mayBe.includes(told) ? told : language
}

/** British and its kin say `one hundred and five`, and the day before the month. */
export function accentOf({ labels: { accent: label } }: Voice): Accent {
  return label &&
    /brit|scot|irish|austral|welsh|england|rp|received|lancaster|west midlands|new zealand|indian|south african/i.test(
      label,
    )
    ? 'gb'
    : 'us'
}
