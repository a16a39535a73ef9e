import type { Accent } from '#server/text/spoken/english/context.ts'
import type { EngineVoice } from '../engine.ts'

export interface KokoroVoice extends EngineVoice {
  accent: Accent
  /** Brings the voice to about -19 LUFS. */
  gainDecibels: number
}

/** As loud as the voices of the other engines. */
const loudnessLufs = -19

/**
 * Each voice with the grade that its makers gave it (A to F, in the README of the npm package kokoro-js), its own loudness
 * in LUFS (ITU-R BS.1770-4) and its pace in words a minute, both measured over three sentences. The better ones come first;
 * the first one is the default.
 */
export const kokoroVoices: readonly KokoroVoice[] = [
  voice('af_heart', 'A', -22.4, 195),
  voice('af_bella', 'A-', -21.2, 190),
  voice('bf_emma', 'B-', -20.4, 215),
  voice('af_nicole', 'B-', -21.5, 130),
  voice('am_michael', 'C+', -24.3, 180),
  voice('am_fenrir', 'C+', -19.3, 195),
  voice('am_puck', 'C+', -19.2, 190),
  voice('af_aoede', 'C+', -18.2, 200),
  voice('af_kore', 'C+', -18.5, 195),
  voice('af_sarah', 'C+', -20.9, 200),
  voice('bm_george', 'C', -21.9, 185),
  voice('bm_fable', 'C', -22.9, 215),
  voice('bf_isabella', 'C', -18.3, 215),
  voice('af_nova', 'C', -27.4, 220),
  voice('af_alloy', 'C', -23.2, 215),
  voice('af_sky', 'C-', -24.5, 205),
  voice('bm_lewis', 'D+', -23.7, 185),
  voice('bm_daniel', 'D', -21.4, 220),
  voice('bf_alice', 'D', -21.0, 205),
  voice('bf_lily', 'D', -21.7, 210),
  voice('am_echo', 'D', -23.3, 215),
  voice('am_eric', 'D', -21.9, 235),
  voice('am_liam', 'D', -21.9, 225),
  voice('am_onyx', 'D', -24.3, 210),
  voice('af_jessica', 'D', -22.4, 235),
  voice('af_river', 'D', -22.1, 240),
  voice('am_santa', 'D-', -22.6, 190),
  voice('am_adam', 'F+', -18.4, 205),
]

function voice(name: string, grade: string, ownLufs: number, wordsPerMinute: number): KokoroVoice {
  const accent: Accent = name.startsWith('a') ? 'us' : 'gb'
  const gender = name[1] === 'f' ? 'female' : 'male'
  const title = `${name[3]!.toUpperCase()}${name.slice(4)}`
  return {
    name,
    title: `${title} (${accent.toUpperCase()}, ${gender})`,
    description: `Neural voice, graded ${grade} by its makers; speaks about ${wordsPerMinute} words a minute.`,
    language: 'en',
    labels: {
      accent: accent === 'us' ? 'american' : 'british',
      gender,
      use_case: 'narration',
      descriptive: describePace(wordsPerMinute),
    },
    accent,
    gainDecibels: Math.round((loudnessLufs - ownLufs) * 10) / 10,
  }
}

function describePace(wordsPerMinute: number): string {
  if (wordsPerMinute < 150) return 'whispering' // the only one so slow
  if (wordsPerMinute < 192) return 'calm'
  return wordsPerMinute > 215 ? 'brisk' : 'even'
}
