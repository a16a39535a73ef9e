import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findQuietMoments } from '#server/audio/quiet-ranges.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import type { BlockId, ProjectVoiceId, TakeKey } from '#server/base/ids.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { defaultPauses, scenePauseSeconds } from '#server/planning/pauses.ts'
import { type BlockPlan, planBlock } from '#server/planning/plan-block.ts'
import type { Speakers } from '#server/planning/speakers.ts'
import { toChapterTimeline } from '#server/planning/timeline.ts'
import { compileRules } from '#server/pronunciation/compile-rules.ts'
import { checkRules, type NewRule } from '#server/pronunciation/rules.ts'
import type { BlockType } from '#server/storage/schema.ts'
import { findSilences } from '#server/takes/take-silences.ts'
import type { StoredTake } from '#server/takes/take-store.ts'
import { buildManifest } from './manifest.ts'

const { paragraphSeconds, headingSeconds, chapterSeconds } = defaultPauses

/** Samples of one character of the tone engine, 50 ms, at 44,100 Hz. */
const character = 2_205

test('takes stand one behind the other, with the pause of their block between them', async () => {
  const { manifest, sampleCount } = await build(['One.', 'Two!'], { types: ['h1', 'p'] })
  const [first, second] = manifest.segments
  assert.deepEqual([first!.sampleCount, first!.pauseSamples], [4 * character, samplesOf(headingSeconds)])
  assert.deepEqual([second!.sampleCount, second!.pauseSamples], [4 * character, samplesOf(chapterSeconds)])
  assert.equal(sampleCount, 8 * character + samplesOf(headingSeconds) + samplesOf(chapterSeconds))
  assert.deepEqual(
    manifest.blocks.map(({ subType, text }) => [subType, text]),
    [
      ['h1', 'One.'],
      ['p', 'Two!'],
    ],
  )
})

test('the silence that the writer asked for comes on top', async () => {
  const { manifest } = await build(['<break time="1s"/>One.<break time="2s"/>', 'Two.'])
  assert.deepEqual(
    manifest.segments.map(({ take, blockIndex, pauseSamples }) => [take !== null, blockIndex, pauseSamples]),
    [
      [false, 0, samplesOf(1)],
      [true, 0, samplesOf(2 + paragraphSeconds)],
      [true, 1, samplesOf(chapterSeconds)],
    ],
  )
})

test('a block with nothing to say is a pause over which its characters are spread', async () => {
  const { times, sampleCount } = await build(['***', 'Go.'])
  const pause = samplesOf(scenePauseSeconds)
  assert.deepEqual(times.slice(0, 3), [
    [0, pause / 3],
    [pause / 3, (2 * pause) / 3],
    [(2 * pause) / 3, pause],
  ])
  assert.deepEqual(times[3], [pause, pause + character])
  assert.equal(sampleCount, pause + 3 * character + samplesOf(chapterSeconds))
})

test('a block without any text is the pause of its kind, and a chapter without blocks has no length', async () => {
  const { manifest } = await build(['', 'Go.'])
  assert.equal(manifest.segments[0]!.pauseSamples, samplesOf(paragraphSeconds))
  assert.deepEqual(await build([]), { manifest: { segments: [], blocks: [] }, times: [], sampleCount: 0 })
})

test('a code point of two units has one time, and half of one has its own', async () => {
  const { times } = await build(['a🎉\ud800b'])
  assert.deepEqual(
    times,
    [0, 1, 2, 3].map((index) => [index * character, (index + 1) * character]),
  )
})

test('the characters of a word that a rule replaces share the time of what is said instead', async () => {
  const { times } = await build(['a bc d'], { rules: [alias('bc', 'wxyz')] })
  assert.deepEqual(times[2], [2 * character, 4 * character])
  assert.deepEqual(times[3], [4 * character, 6 * character])
  assert.deepEqual(times[4], [6 * character, 7 * character])
})

test('characters that a rule takes away have no time of their own, and those around them keep theirs', async () => {
  const { times } = await build(['a[1] b'], { rules: [{ ...alias('[1]', ''), wordBoundaries: false }] })
  assert.deepEqual(times[0], [0, character])
  for (const removed of times.slice(1, 4)) assert.deepEqual(removed, [character, character])
  assert.deepEqual(times.slice(4), [
    [character, 2 * character],
    [2 * character, 3 * character],
  ])
})

test('whatever is written and by whatever rules it is said, each code point has a time, in order and within the sound', async () => {
  const anyPart = fc.constantFrom('a', 'bc', ' ', '. ', '…', '***', '🎉', '\ud800', 'One. ', '<break time="1s" />')
  const anyBlock = fc.array(anyPart, { maxLength: 10 }).map((parts) => parts.join(''))
  const anyRule = fc.record({
    type: fc.constant('alias' as const),
    stringToReplace: fc.constantFrom('a', 'bc', 'One', '🎉', '. '),
    alias: fc.constantFrom('', 'much longer than before', 'x', '🎉🎉', '…'),
    wordBoundaries: fc.boolean(),
  })
  const anyRules = fc.array(anyRule, { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.array(anyBlock, { maxLength: 4 }), anyRules, async (texts, rules) => {
      const { manifest, times, sampleCount } = await build(texts, { rules, limit: 30 })
      assert.equal(times.length, sum(manifest.blocks.map((block) => [...block.text].length)))
      for (const [index, [start, end]] of times.entries()) {
        assert.ok(start >= (times[index - 1]?.[0] ?? 0), 'starts never decrease')
        assert.ok(end >= start && end <= sampleCount, 'ends are behind starts and within the sound')
      }
      const lengths = manifest.segments.map((segment) => segment.sampleCount + segment.pauseSamples)
      assert.equal(sampleCount, sum(lengths))
    }),
    { numRuns: 200 },
  )
})

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

type Options = { rules?: NewRule[]; types?: BlockType[]; limit?: number }

/** The manifest of paragraphs as the tone engine says them, and start and end of each code point. */
async function build(texts: string[], { rules = [], types = [], limit = 1000 }: Options = {}) {
  const tone = { ...openToneEngine(), limits: { characters: limit } }
  const speaker = { engine: tone, voice: 'a', language: 'en', settings: defaultVoiceSettings }
  const speakers: Speakers = { get: () => speaker, rules: compileRules(checkRules(rules)) }
  const plans = texts.map((text, index) => {
    const nodes = [{ voiceRefId: 'a' as ProjectVoiceId, text }]
    return planBlock({ id: `block ${index}` as BlockId, subType: types[index] ?? 'p', nodes }, speakers)
  })
  const { manifest, characterTimes, sampleCount } = buildManifest(
    toChapterTimeline(plans, defaultPauses),
    await speakAll(plans),
  )
  const times = Array.from({ length: characterTimes.length / 2 }, (_, index): [number, number] => {
    return [characterTimes[2 * index]!, characterTimes[2 * index + 1]!]
  })
  return { manifest, times, sampleCount }
}

async function speakAll(plans: BlockPlan[]): Promise<Map<TakeKey, StoredTake>> {
  const takes = new Map<TakeKey, StoredTake>()
  for (const { takeKey: key, utterance } of plans.flatMap((plan) => plan.utterances)) {
    const { track, alignment } = await openToneEngine().speak(utterance, new AbortController().signal)
    const { sampleRate, samples } = track
    takes.set(key, {
      key,
      contentHash: null,
      engineId: 'tone',
      voice: 'a',
      silences: findSilences({ ...utterance, alignment: alignment!, track }, findQuietMoments(track)),
      sampleRate,
      sampleCount: samples.length,
      alignment: alignment!,
      warnings: [],
    })
  }
  return takes
}

function alias(stringToReplace: string, said: string): NewRule {
  return { type: 'alias', stringToReplace, alias: said }
}

function samplesOf(seconds: number): number {
  return Math.round(seconds * snapshotSampleRate)
}
