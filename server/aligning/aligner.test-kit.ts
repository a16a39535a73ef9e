import assert from 'node:assert/strict'
import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import type { Utterance } from '#server/engines/engine.ts'
import type { ReferenceVoice, ReferenceVoices } from './reference-voice.ts'
import { findWords } from './words.ts'

export const neverAborted = new AbortController().signal

export function say(text: string, fields: Partial<Utterance> = {}): Utterance {
  return { text, phonemes: [], voice: 'kal16', language: 'en', settings: {}, ...fields }
}

/** Choices that nobody shares. */
export function rememberReferenceVoices(): ReferenceVoices {
  const choices = new Map<string, ReferenceVoice>()
  const keyOf = (engineId: string, voice: string) => `${engineId}:${voice}`
  return {
    async find(engineId, voice) {
      return choices.get(keyOf(engineId, voice))
    },
    async keep(engineId, voice, chosen) {
      choices.set(keyOf(engineId, voice), choices.get(keyOf(engineId, voice)) ?? chosen)
    },
  }
}

/** How far each word's start is from where it should be, in seconds, smallest first. */
export function listErrors(text: string, found: Alignment, right: Alignment, rates: [found: number, right: number]) {
  const errors = findWords(text).map(({ start }) => {
    return Math.abs(found.startSamples[start]! / rates[0] - right.startSamples[start]! / rates[1])
  })
  return errors.toSorted((a, b) => a - b)
}

/** What `Alignment` promises. */
export function assertInOrder({ startSamples, endSamples }: Alignment, text: string, { samples }: Track): void {
  assert.deepEqual([startSamples.length, endSamples.length], [text.length, text.length])
  for (const [index, start] of startSamples.entries()) {
    assert.ok(start >= (startSamples[index - 1] ?? 0), `${text[index]} at ${index} begins too early`)
    assert.ok(start <= endSamples[index]!, `${text[index]} at ${index} ends before it begins`)
    assert.ok(endSamples[index]! <= samples.length, `${text[index]} at ${index} ends after the sound`)
  }
}
