import type { Alignment } from '#server/audio/alignment.ts'
import { checkUtterance, ignoredPhonemes, ignoredSettings } from '../check-utterance.ts'
import type { Engine, EngineVoice, Take, Utterance } from '../engine.ts'

/** How long every code point sounds: exactly 50 ms. */
export const samplesPerCharacter = 1200
const sampleRate = 24_000
/** One period of 1,200 samples is 20 Hz, so each character is a whole number of periods and begins and ends at zero. */
const hertzPerStep = sampleRate / samplesPerCharacter
/** A prime just above the 95 printable ASCII characters, so that these all differ. */
const pitches = 97
/** About -20 LUFS, as loud as speech. */
const amplitude = 4600

interface ToneVoice extends EngineVoice {
  /** The lowest pitch in steps of 20 Hz: `a` sings from 200 to 2,120 Hz, `b` from 2,400 to 4,320 Hz. */
  lowestStep: number
}

const voices: ToneVoice[] = [toneVoice('a', 10, 'low'), toneVoice('b', 120, 'high')]

interface ToneOptions {
  /** Awaited before each utterance: lets a test wait, throw or exit in the midst of a conversion. */
  beforeSpeak?: (utterance: Utterance, signal: AbortSignal) => Promise<void> | void
}

/** An engine for tests and load: 50 ms of tone for every code point, so each duration is known beforehand. */
export function openToneEngine({ beforeSpeak }: ToneOptions = {}): Engine {
  return {
    id: 'tone',
    version: 1,
    languages: ['en'],
    hasTimes: true,
    honours: [],
    alphabets: [],
    hidden: true,
    limits: { characters: 1000 },
    voices: async () => voices,
    async speak(utterance, signal) {
      signal.throwIfAborted()
      const voice = checkUtterance(this, voices, utterance)
      const warnings = [...ignoredSettings(this, utterance), ...ignoredPhonemes(this, utterance)]
      await beforeSpeak?.(utterance, signal)
      signal.throwIfAborted()
      return { ...toTones(utterance.text, voice.lowestStep), warnings }
    },
  }
}

/** The pitch in hertz at which a voice sings a code point: the 95 printable ASCII characters all differ. */
export function toneHertz(voiceName: string, codePoint: number): number {
  const voice = voices.find((candidate) => candidate.name === voiceName)!
  return hertzPerStep * stepOf(codePoint, voice.lowestStep)
}

function toTones(text: string, lowestStep: number): Pick<Take, 'track' | 'alignment'> {
  const samples = new Int16Array(codePointCount(text) * samplesPerCharacter)
  const startSamples = new Uint32Array(text.length)
  const endSamples = new Uint32Array(text.length)
  let end = 0
  for (let index = 0; index < text.length; ) {
    const codePoint = text.codePointAt(index)!
    samples.set(toneAt(stepOf(codePoint, lowestStep)), end)
    const next = index + (codePoint > 0xffff ? 2 : 1)
    startSamples.fill(end, index, next)
    endSamples.fill((end += samplesPerCharacter), index, next)
    index = next
  }
  const alignment: Alignment = { startSamples, endSamples, source: 'native' }
  return { track: { samples, sampleRate }, alignment }
}

function codePointCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function stepOf(codePoint: number, lowestStep: number): number {
  return lowestStep + (codePoint % pitches)
}

const tones: Int16Array[] = []

/** 50 ms of a sine; made once for each pitch. */
function toneAt(step: number): Int16Array {
  return (tones[step] ??= Int16Array.from({ length: samplesPerCharacter }, (_, sample) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * step * sample) / samplesPerCharacter)),
  ))
}

function toneVoice(name: string, lowestStep: number, pitch: string): ToneVoice {
  return {
    name,
    title: `Tone ${name.toUpperCase()}`,
    description: `Test voice: every character is 50 ms of a ${pitch} tone. It does not speak.`,
    language: 'en',
    labels: { use_case: 'test', descriptive: pitch },
    lowestStep,
  }
}
