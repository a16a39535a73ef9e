import type { Reading } from './said-symbols.ts'
import type { PiperVoice } from './voice-files.ts'

/** How the text of a voice is read; a sentence when it cannot be, told whether espeak-ng may be used. */
export function findReading({ config, name }: PiperVoice, espeak: boolean): Reading | string {
  if (config.phoneme_type === 'text') return { kind: 'letters' }
  const voice = config.espeak?.voice
  if (config.phoneme_type !== 'espeak' || !voice) {
    return `The Piper voice ${name} reads "${config.phoneme_type}", which nothing here can write.`
  }
  if (/^en\b/.test(voice)) return { kind: 'english', accent: /^en-us\b/.test(voice) ? 'us' : 'gb' }
  if (espeak) return { kind: 'espeak', voice }
  return `The Piper voice ${name} needs the program espeak-ng for its language: install it and set LECTERN_ESPEAK=1.`
}
