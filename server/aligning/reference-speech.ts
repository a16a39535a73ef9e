import { joinSamples } from '#server/audio/pcm.ts'
import type { Engine, Utterance } from '#server/engines/engine.ts'
import type { Range } from '#server/text/range.ts'
import { splitUtterances } from '#server/text/split-utterances.ts'
import type { Reference } from './compare-sounds.ts'
import type { WordTime } from './lay-characters.ts'
import { findWords } from './words.ts'

/**
 * Has an engine with times of its own read an utterance, in pieces when it is too long for it.
 * @param voice the engine's name of one of its voices
 * @throws StudioError `engine_failed`; the signal's reason
 */
export async function speakReference(
  engine: Engine,
  voice: string,
  utterance: Utterance,
  signal: AbortSignal,
): Promise<Reference> {
  const { text, language } = utterance
  const pieces = splitUtterances(text, language, engine.limits.characters, [])
  const parts: Reference[] = []
  for (const piece of pieces) parts.push(await speakPiece(engine, voice, utterance, piece, signal))
  return join(parts)
}

async function speakPiece(
  engine: Engine,
  voice: string,
  { text, phonemes, language }: Utterance,
  { start, end }: Range,
  signal: AbortSignal,
): Promise<Reference> {
  const inside = phonemes.filter((given) => given.start >= start && given.end <= end)
  const moved = inside.map((given) => ({ ...given, start: given.start - start, end: given.end - start }))
  const piece = { text: text.slice(start, end), phonemes: moved, voice, language, settings: {} }
  const { track, alignment } = await engine.speak(piece, signal)
  const { startSamples, endSamples } = alignment!
  const words = findWords(piece.text).map((word) => ({
    ...{ start: word.start + start, end: word.end + start },
    ...{ startSample: startSamples[word.start]!, endSample: endSamples[word.end - 1]! },
  }))
  return { track, words: words.filter(({ startSample, endSample }) => endSample > startSample) }
}

function join(parts: Reference[]): Reference {
  const words: WordTime[] = []
  let sampleCount = 0
  for (const { track, words: ofPart } of parts) {
    for (const { startSample, endSample, ...word } of ofPart) {
      words.push({ ...word, startSample: startSample + sampleCount, endSample: endSample + sampleCount })
    }
    sampleCount += track.samples.length
  }
  const samples = joinSamples(parts.map(({ track }) => track.samples))
  return { track: { samples, sampleRate: parts[0]?.track.sampleRate ?? 16_000 }, words }
}
