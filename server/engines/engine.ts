import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'

/** How a voice is to sound. The public API's settings; an engine honours some of them (`Engine.honours`). */
export interface VoiceSettings {
  stability: number
  similarityBoost: number
  style: number
  useSpeakerBoost: boolean
  /** 1 = unchanged. */
  speed: number
}

export const defaultVoiceSettings: VoiceSettings = {
  stability: 0.5,
  similarityBoost: 0.75,
  style: 0,
  useSpeakerBoost: true,
  speed: 1,
}

/** Only the settings of something that has more. */
export function settingsOf(of: VoiceSettings): VoiceSettings {
  const { stability, similarityBoost, style, useSpeakerBoost, speed } = of
  return { stability, similarityBoost, style, useSpeakerBoost, speed }
}

/** A pronunciation that the writer gave for a stretch of the text. */
export interface GivenPhonemes {
  /** UTF-16 range in the utterance's text, end exclusive. */
  start: number
  end: number
  alphabet: 'ipa' | 'cmu-arpabet'
  phonemes: string
}

/** What one engine call says: plain text as spoken, no tags. White space at its ends belongs to it. */
export interface Utterance {
  text: string
  phonemes: GivenPhonemes[]
  /** The engine's own name of the voice: `slt`, not `flite-slt`. */
  voice: string
  /** ISO 639-1. */
  language: string
  /** Only what the engine honours matters; the rest is ignored with a warning. */
  settings: Partial<VoiceSettings>
  /** For engines with chance in them (`Engine.usesSeed`): the same seed gives the same sound where they can. */
  seed?: number
  /** What is written around it, for engines that fit their melody to it (`Engine.usesContext`). Not part of the take key. */
  context?: { before: string; after: string }
}

export interface Warning {
  code:
    | 'setting_ignored'
    | 'setting_out_of_range'
    | 'phonemes_ignored'
    | 'character_ignored'
    | 'break_shortened'
    | 'tag_ignored'
    | 'audio_tag_ignored'
    | 'text_guessed'
  message: string
}

/** The sound of one utterance. */
export interface Take {
  track: Track
  /** Over `Utterance.text`; undefined when the engine cannot tell. */
  alignment?: Alignment
  warnings: Warning[]
}

export interface EngineVoice {
  /** The engine's own name; the public voice id is `<engine id>-<name>`. */
  name: string
  /** For people: "Slt (US, female)". */
  title: string
  description: string
  /** ISO 639-1. */
  language: string
  labels: { accent?: string; gender?: string; age?: string; use_case?: string; descriptive?: string }
}

export interface Engine {
  /** Stable and lower case; part of every take key. */
  readonly id: string
  /** Raised on purpose when the sound really changes: then every take of this engine is stale. */
  readonly version: number
  /** ISO 639-1. */
  readonly languages: string[]
  /** The model that speaks, where an engine can have several; part of every take key. */
  readonly model?: string
  /** Whether takes come with an alignment. */
  readonly hasTimes: boolean
  /** The settings that change the sound; only these are part of the take key. */
  readonly honours: (keyof VoiceSettings)[]
  /** The speeds that it speaks at by itself, if it honours speed; others are made of its sound (any-speed.ts). */
  readonly speeds?: readonly [number, number]
  /** The alphabets of given phonemes that it understands; others are left out of what it is told. */
  readonly alphabets: GivenPhonemes['alphabet'][]
  /** How many utterances a worker has it speak at once; as many as it has cores when not told. */
  readonly concurrency?: number
  /** Whether a seed changes the sound; only then is it part of the take key. */
  readonly usesSeed?: boolean
  /** Whether `Utterance.context` is of use to it. */
  readonly usesContext?: boolean
  /** Whether a listener notices how long it speaks: who waits for the first sound is given a few words of it first. */
  readonly isSlow?: boolean
  /** Left out of lists of voices; its voices are still found by id. */
  readonly hidden?: boolean
  /** The most characters (UTF-16 units) of one utterance, white space at its ends not counted. */
  readonly limits: { characters: number }
  /** None when what it needs is not installed; asked again when a voice pack comes or goes. */
  voices(): Promise<EngineVoice[]>
  /**
   * Speaks one utterance. A setting it cannot honour becomes a warning in the take, not an error.
   * @throws StudioError `engine_failed`; the signal's reason when aborted
   */
  speak(utterance: Utterance, signal: AbortSignal): Promise<Take>
  /**
   * Loads what speaking in one of its voices needs, so that the next utterance does not wait for it, and keeps it for some
   * minutes more. Engines with nothing heavy in them have none.
   */
  prepare?(voice: string, signal: AbortSignal): Promise<void>
  close?(): Promise<void>
}
