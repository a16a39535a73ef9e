import type { GivenPhonemes } from '../engine.ts'
import type { Reading } from './said-symbols.ts'
import type { VoiceConfig } from './voice-files.ts'

/** What the child process of the engine is asked to say. */
export interface PiperJob {
  text: string
  phonemes: GivenPhonemes[]
  modelFile: string
  config: VoiceConfig
  speakerId: number | undefined
  reading: Reading
  speed: number
}
