import type { Accent } from '#server/g2p/english.ts'
import type { EngineVoice } from '../engine.ts'

export interface KokoroVoice extends EngineVoice {
  accent: Accent
  /** Brings the voice to about -19 LUFS. */
  gainDecibels: number
}

/** Each voice and its gain; the first one is the default. */
export const kokoroVoices: readonly KokoroVoice[] = [
  voice('af_heart', 3.5),
  voice('af_alloy', 3.5),
  voice('af_aoede', 3.5),
  voice('af_bella', 3.5),
  voice('af_jessica', 3.5),
  voice('af_kore', 3.5),
  voice('af_nicole', 3.5),
  voice('af_nova', 3.5),
  voice('af_river', 3.5),
  voice('af_sarah', 3.5),
  voice('af_sky', 3.5),
  voice('am_adam', 3.5),
  voice('am_echo', 3.5),
  voice('am_eric', 3.5),
  voice('am_fenrir', 3.5),
  voice('am_liam', 3.5),
  voice('am_michael', 3.5),
  voice('am_onyx', 3.5),
  voice('am_puck', 3.5),
  voice('am_santa', 3.5),
  voice('bf_alice', 3.5),
  voice('bf_emma', 3.5),
  voice('bf_isabella', 3.5),
  voice('bf_lily', 3.5),
  voice('bm_daniel', 3.5),
  voice('bm_fable', 3.5),
  voice('bm_george', 3.5),
  voice('bm_lewis', 3.5),
]

function voice(name: string, gainDecibels: number): KokoroVoice {
  const accent: Accent = name.startsWith('a') ? 'us' : 'gb'
  const gender = name[1] === 'f' ? 'female' : 'male'
  const title = `${name[3]!.toUpperCase()}${name.slice(4)}`
  return {
    name,
    title: `${title} (${accent.toUpperCase()}, ${gender})`,
    description: 'Neural voice.',
    language: 'en',
    labels: { accent: accent === 'us' ? 'american' : 'british', gender, use_case: 'narration' },
    accent,
    gainDecibels,
  }
}
