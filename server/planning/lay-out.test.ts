import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { openLayout, placeTimes } from './lay-out.ts'

const rate = 10_000
/** 100 ms of silence, 500 ms of sound, 200 ms of silence, 300 ms of sound, 300 ms of silence. */
const take = {
  sampleCount: 14_000,
  sampleRate: rate,
  silences: { soundStart: 1_000, soundEnd: 11_000, betweenSentences: [{ start: 6_000, end: 8_000 }] },
}

test('a silence between sentences is as long as it is wanted, and sound fades into it and out of it for 3 ms', () => {
  assert.deepEqual(partsOf(0.5), [
    [0, 6_030, 0],
    [7_970, 14_000, 4_940],
  ])
  assert.deepEqual(partsOf(0.1), [
    [0, 6_030, 0],
    [7_970, 14_000, 940],
  ])
  assert.deepEqual(partsOf(0.004), [
    [0, 6_020, 0],
    [7_980, 14_000, 0],
  ])
  assert.deepEqual(partsOf(undefined), [[0, 14_000, 0]])
})

test('between two takes what both bring along counts', () => {
  const layout = openLayout(rate)
  const longer = { breakSeconds: 0, silenceSeconds: 0.7 }
  assert.deepEqual(bare(layout.add(longer, take)), [[0, 11_030, 0]])
  assert.deepEqual(bare(layout.add({ breakSeconds: 0, silenceSeconds: 0.2 }, take)), [[970, 11_030, 6_940]])
  assert.deepEqual(bare(layout.add({ breakSeconds: 0.25 }, take)), [[970, 14_000, 1_940]])
  assert.deepEqual(bare(layout.add({ breakSeconds: 0 }, take)), [[0, 14_000, 2_500]])
})

test('what the first take brings along counts to the silence before it', () => {
  for (const [seconds, start, added] of [
    [0.7, 970, 6_970],
    [0.002, 980, 0],
  ] as const) {
    const layout = openLayout(rate)
    layout.awaitSound(seconds)
    assert.deepEqual(bare(layout.add({ breakSeconds: 0 }, take)), [[start, 14_000, added]])
  }
})

test('a take that is silent, and one of which nothing is known, are played as they are', () => {
  const layout = openLayout(rate)
  const silent = { ...take, silences: { soundStart: 14_000, soundEnd: 14_000, betweenSentences: [] } }
  assert.deepEqual(bare(layout.add({ breakSeconds: 0, sentenceSeconds: 1, silenceSeconds: 0.5 }, silent)), [
    [0, 14_000, 0],
  ])
  const unknown = { ...take, silences: undefined }
  assert.deepEqual(bare(layout.add({ breakSeconds: 0, sentenceSeconds: 1 }, unknown)), [[0, 14_000, 5_000]])
})

test('what begins before the middle of a silence is heard before it, and all times stay in order', () => {
  const layout = openLayout(2 * rate)
  const parts = layout.add({ breakSeconds: 0, sentenceSeconds: 1 }, take)
  const rates = { from: rate, to: 2 * rate }
  assert.deepEqual(placeTimes(parts, [5_900, 6_400], rates), [11_800, 12_060])
  assert.deepEqual(placeTimes(parts, [6_900, 8_200], rates), [12_060, 32_400])
  assert.deepEqual(placeTimes(parts, [7_100, 8_200], rates), [31_940, 32_400])
})

test('proof: a character of a take of hundreds of sentences is placed as fast as one of a few', async () => {
  const seconds = async (sentences: number) => {
    const borders = Array.from({ length: sentences - 1 }, (_, index) => ({
      start: (index + 1) * 20,
      end: (index + 1) * 20 + 4,
    }))
    const sampleCount = sentences * 20
    const silences = { soundStart: 0, soundEnd: sampleCount, betweenSentences: borders }
    const long = { sampleCount, sampleRate: rate, silences }
    const parts = openLayout(rate).add({ breakSeconds: 0, sentenceSeconds: 0.5 }, long)
    assert.equal(parts.length, sentences)
    return threadSeconds(() => {
      for (let index = 0; index < 40_000; index++)
        placeTimes(parts, [index % sampleCount, index % sampleCount], { from: rate, to: rate })
    })
  }
  await seconds(2) // to be compiled
  const [few, many] = [await seconds(2), await seconds(500)]
  assert.ok(many < 10 * few + 0.02, `${few} s, ${many} s`)
})

test('wherever takes are cut, sound is heard once and in order, and silences are as they were wanted', () => {
  const anyTake = fc
    .tuple(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 3, maxLength: 9 }), fc.nat(300), fc.nat(300))
    .map(([lengths, lead, tail]) => toTake(lead, lengths, tail))
  const anySeconds = fc.integer({ min: 0, max: 900 }).map((milliseconds) => milliseconds / 1_000)
  fc.assert(
    fc.property(fc.array(anyTake, { minLength: 1, maxLength: 4 }), anySeconds, anySeconds, (takes, inside, between) => {
      const layout = openLayout(rate)
      const heard: number[] = []
      for (const one of takes) {
        const entry = { breakSeconds: 0, sentenceSeconds: inside, silenceSeconds: between }
        for (const part of layout.add(entry, one)) {
          assert.ok(part.start <= part.end)
          assert.equal(part.sampleCount, part.end - part.start)
          for (let sample = part.start; sample < part.end; sample++)
            if (isSound(one, sample)) heard.push(part.position + sample - part.start)
        }
      }
      layout.endSilence()
      assert.equal(heard.length, takes.flatMap((one) => listSound(one)).length)
      const gaps = heard.slice(1).flatMap((at, index) => (at > heard[index]! + 1 ? [at - heard[index]! - 1] : []))
      const wanted = takes.flatMap((one, index) => [
        ...one.silences.betweenSentences.map(() => inside * rate),
        ...(index < takes.length - 1 ? [between * rate] : []),
      ])
      assert.deepEqual(
        gaps,
        wanted.map(Math.round).filter((gap) => gap > 0),
      )
      assert.equal(layout.position - heard.at(-1)! - 1, Math.round(between * rate))
    }),
  )
})

/** @param lengths of sound, silence, sound, … */
function toTake(lead: number, lengths: number[], tail: number) {
  const odd = lengths.length % 2 === 1 ? lengths : lengths.slice(1)
  let at = lead
  const betweenSentences = []
  for (const [index, length] of odd.entries()) {
    if (index % 2 === 1) betweenSentences.push({ start: at, end: at + length })
    at += length
  }
  return { sampleCount: at + tail, sampleRate: rate, silences: { soundStart: lead, soundEnd: at, betweenSentences } }
}

type AnyTake = ReturnType<typeof toTake>

function isSound({ silences: { soundStart, soundEnd, betweenSentences } }: AnyTake, sample: number): boolean {
  return (
    sample >= soundStart &&
    sample < soundEnd &&
    !betweenSentences.some((one) => sample >= one.start && sample < one.end)
  )
}

function listSound(one: AnyTake): number[] {
  return Array.from({ length: one.sampleCount }, (_, sample) => sample).filter((sample) => isSound(one, sample))
}

function partsOf(sentenceSeconds: number | undefined) {
  return bare(openLayout(rate).add({ breakSeconds: 0, sentenceSeconds }, take))
}

function bare(parts: { start: number; end: number; silenceBefore: number }[]) {
  return parts.map(({ start, end, silenceBefore }) => [start, end, silenceBefore])
}
