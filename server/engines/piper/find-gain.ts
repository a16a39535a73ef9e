import { integratedLoudness } from '#server/audio/loudness/loudness.ts'
import { measureTrack } from '#server/audio/loudness/take-loudness.ts'
import type { PiperModel } from './piper-model.ts'
import type { VoiceConfig } from './voice-files.ts'

/** As loud as the voices of the other engines. */
const loudnessLufs = -19
const mostDecibels = 12

/** "The quick brown fox jumps over the lazy dog, and all of them were there." */
const sentence = Array.from('ðə kwˈɪk bɹˈaʊn fˈɑːks dʒˈʌmps ˌoʊvɚ ðə lˈeɪzi dˈɑːɡ, ænd ˈɔːl əv ðˌɛm wɜː ðˈɛɹ.')

/** The gain in decibels that brings a voice to -19 LUFS, measured on a sentence that is always the same. */
export async function findGain(model: PiperModel, config: VoiceConfig, speakerId: number | undefined): Promise<number> {
  const { samples, sampleRate } = await model.speak(symbolsFor(config), speakerId, 1)
  const pcm = Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(sample, 1)) * 32_767))
  const loudness = integratedLoudness(measureTrack({ samples: pcm, sampleRate }).energies)
  if (!Number.isFinite(loudness)) return 0
  return Math.max(-mostDecibels, Math.min(loudnessLufs - loudness, mostDecibels))
}

/** The sentence, or all letters of a voice that does not know most of it. */
function symbolsFor({ phoneme_id_map: idMap }: VoiceConfig): string[] {
  const known = sentence.filter((symbol) => Object.hasOwn(idMap, symbol))
  if (known.length > sentence.length / 2) return known
  return Object.keys(idMap).filter((symbol) => /\p{L}/u.test(symbol))
}
