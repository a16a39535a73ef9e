import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkTake } from './check-take.ts'
import type { Take } from './engine.ts'
import { openToneEngine } from './tone/tone-engine.ts'

const engine = openToneEngine()
const utterance = { text: 'Yes 👍', phonemes: [], voice: 'a', language: 'en', settings: {} }
const right = await engine.speak(utterance, new AbortController().signal)

test('a take as engines promise it passes, with times and without', () => {
  checkTake(engine, utterance, right)
  checkTake(engine, utterance, { ...right, alignment: undefined })
})

test('a take that no engine may answer is engine_failed, and says what is wrong with it', () => {
  const { track, alignment } = right
  const backwards = { ...alignment!, startSamples: alignment!.startSamples.toReversed() }
  const beyond = { ...alignment!, endSamples: alignment!.endSamples.map((end) => end + 1) }
  const short = { ...alignment!, startSamples: alignment!.startSamples.slice(1) }
  const rubbish: [unknown, RegExp][] = [
    [undefined, /no take for "Yes/],
    [{}, /no take/],
    [{ ...right, track: { ...track, samples: [1, 2, 3] } }, /no take/],
    [{ ...right, track: { ...track, sampleRate: Number.NaN } }, /NaN Hz/],
    [{ ...right, track: { ...track, samples: new Int16Array(0) } }, /no sound/],
    [{ ...right, alignment: backwards }, /times/],
    [{ ...right, alignment: beyond }, /times/],
    [{ ...right, alignment: short }, /times/],
  ]
  for (const [take, message] of rubbish) {
    assert.throws(() => checkTake(engine, utterance, take as Take), { code: 'engine_failed', message })
  }
})

test('silence is an answer to letters that an engine does not know, if it says so', () => {
  const take = { track: { samples: new Int16Array(0), sampleRate: 24_000 }, warnings: [] }
  const warnings = [{ code: 'character_ignored' as const, message: 'No sound for "П".' }]
  checkTake(engine, utterance, { ...take, warnings })
})
