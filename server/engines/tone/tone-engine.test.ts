import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeEngine } from '../engine.conformance.ts'
import type { Utterance } from '../engine.ts'
import { openToneEngine, samplesPerCharacter, toneHertz } from './tone-engine.ts'

describeEngine(openToneEngine, { isDeterministic: true })

test('every code point is 50 ms, white space and a pair of surrogates too', async () => {
  const { track, alignment } = await openToneEngine().speak(say(' a\n👍b'), neverAborted)
  assert.deepEqual(
    [track.sampleRate, track.samples.length, samplesPerCharacter / track.sampleRate],
    [24_000, 6000, 0.05],
  )
  assert.deepEqual([...alignment!.startSamples], [0, 1200, 2400, 3600, 3600, 4800])
  assert.deepEqual([...alignment!.endSamples], [1200, 2400, 3600, 4800, 4800, 6000])
  assert.equal(alignment!.source, 'native')
})

test('the text can be heard: each character sounds at its own pitch', async () => {
  const text = 'Hello, World'
  const { track } = await openToneEngine().speak({ ...say(text), voice: 'b' }, neverAborted)
  const heard = text.split('').map((_, index) => {
    const sound = track.samples.subarray(index * samplesPerCharacter, (index + 1) * samplesPerCharacter)
    return letters.find((letter) => isHeard(sound, toneHertz('b', letter.charCodeAt(0)) / 20))
  })
  assert.equal(heard.join(''), text)
})

test('a test may wait or fail before an utterance is spoken', async () => {
  const broken = openToneEngine({ beforeSpeak: ({ text }) => assert.notEqual(text, 'bad') })
  await assert.rejects(broken.speak(say('bad'), neverAborted), assert.AssertionError)
  assert.equal((await broken.speak(say('good'), neverAborted)).track.samples.length, 4800)
})

const neverAborted = new AbortController().signal
const letters = [...Array(95).keys()].map((index) => String.fromCharCode(32 + index))

function say(text: string): Utterance {
  return { text, phonemes: [], voice: 'a', language: 'en', settings: {} }
}

/** Whether 50 ms of sound contain so many whole periods, by its correlation with a sine of as many. */
function isHeard(sound: Int16Array, periods: number): boolean {
  const product = sound.reduce((sum, sample, at) => sum + sample * Math.sin((2 * Math.PI * periods * at) / 1200), 0)
  return product > 1000 * sound.length
}
