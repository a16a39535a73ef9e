import { openLimiter } from '#server/audio/loudness/limiter.ts'
import { toCharacterTimes } from '../character-times.ts'
import type { JoinedSpeech } from './join-pieces.ts'
import { toTimedStretches } from './timed-stretches.ts'

/** The sound of an utterance, with the times of each character of its text. */
export interface FinishedSpeech {
  samples: Int16Array
  sampleRate: number
  startSamples: Uint32Array
  endSamples: Uint32Array
}

/** What the symbols of the sound say of the written text. */
export interface SaidText {
  textLength: number
  textStarts: ArrayLike<number>
  textEnds: ArrayLike<number>
  isHeard: boolean[]
}

/** Makes a sound louder by a constant, with its few highest peaks held down, and tells its times of the written text. */
export function finishSpeech(speech: JoinedSpeech, text: SaidText, gainDecibels: number): FinishedSpeech {
  const samples = amplify(toPcm(speech.samples), gainDecibels, speech.sampleRate)
  const track = { samples, sampleRate: speech.sampleRate }
  const { startSamples, endSamples } = toCharacterTimes(
    text.textLength,
    toTimedStretches({ ...speech, ...text }),
    track,
  )
  return { ...track, startSamples, endSamples }
}

function toPcm(samples: Float32Array): Int16Array {
  // Typed arrays are mapped four times as fast as they are made `from` others.
  return new Int16Array(samples.length).map((_, index) =>
    Math.round(Math.max(-1, Math.min(samples[index]!, 1)) * 32_767),
  )
}

const ceilingDecibels = -1

function amplify(samples: Int16Array, decibels: number, sampleRate: number): Int16Array {
  const limiter = openLimiter({ gainDb: decibels, ceilingDb: ceilingDecibels }, sampleRate)
  const louder = new Int16Array(samples.length)
  const first = limiter.push(samples)
  louder.set(first)
  louder.set(limiter.finish(), first.length)
  return louder
}
