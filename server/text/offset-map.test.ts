import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Alignment } from '#server/audio/alignment.ts'
import {
  composeMaps,
  identityMap,
  type OffsetMap,
  type Replacement,
  replaceStretches,
  toSourceTimes,
} from './offset-map.ts'

test('a replaced stretch stands between two that are equal', () => {
  const { text, map } = replaceStretches('Mr. Darcy', [{ start: 0, end: 3, text: 'Mister' }])
  assert.equal(text, 'Mister Darcy')
  assert.deepEqual(map, [
    { sourceStart: 0, sourceEnd: 3, start: 0, end: 6, equal: false },
    { sourceStart: 3, sourceEnd: 9, start: 6, end: 12, equal: true },
  ])
})

test('replacements out of order or outside are refused', () => {
  const late = { start: 2, end: 3, text: '' }
  assert.throws(() => replaceStretches('abc', [late, { start: 1, end: 2, text: '' }]), RangeError)
  assert.throws(() => replaceStretches('abc', [{ start: 2, end: 4, text: '' }]), RangeError)
})

test('borders that both steps have are kept when they are put together', () => {
  const first = replaceStretches('1 2', [
    { start: 0, end: 1, text: 'one' },
    { start: 2, end: 3, text: 'two' },
  ])
  const second = replaceStretches(first.text, [{ start: 4, end: 7, text: 'TU' }])
  assert.deepEqual(composeMaps(first.map, second.map), [
    { sourceStart: 0, sourceEnd: 1, start: 0, end: 3, equal: false },
    { sourceStart: 1, sourceEnd: 2, start: 3, end: 4, equal: true },
    { sourceStart: 2, sourceEnd: 3, start: 4, end: 6, equal: false },
  ])
})

test('characters of a replaced stretch share its time, and what was removed has none', () => {
  const { map } = replaceStretches('ab*5', [
    { start: 2, end: 3, text: '' },
    { start: 3, end: 4, text: 'five' },
  ])
  const times = toSourceTimes(map, everyHundredSamples(6), 4)
  assert.deepEqual([...times.startSamples], [0, 100, 200, 200])
  assert.deepEqual([...times.endSamples], [100, 200, 200, 600])
  const shorter = replaceStretches('etc.', [{ start: 0, end: 4, text: 'so' }])
  assert.deepEqual([...toSourceTimes(shorter.map, everyHundredSamples(2), 4).startSamples], [0, 50, 100, 150])
})

test('a text of which nothing is left has times of zero', () => {
  const { map } = replaceStretches('***', [{ start: 0, end: 3, text: '' }])
  assert.deepEqual([...toSourceTimes(map, everyHundredSamples(0), 3).endSamples], [0, 0, 0])
})

test('a map covers both texts from end to end, and equal stretches are equal', () => {
  fc.assert(
    fc.property(aStep(anyText), ({ source, text, map }) => {
      assertCovers(map, source.length, text.length)
      for (const stretch of map.filter(({ equal }) => equal)) {
        assert.equal(source.slice(stretch.sourceStart, stretch.sourceEnd), text.slice(stretch.start, stretch.end))
      }
    }),
  )
})

test('the identity changes nothing, before or after', () => {
  fc.assert(
    fc.property(aStep(anyText), ({ source, text, map }) => {
      assert.deepEqual(composeMaps(identityMap(source.length), map), map)
      assert.deepEqual(composeMaps(map, identityMap(text.length)), map)
    }),
  )
})

test('steps put together cover both ends, and the same units stay equal however they are bracketed', () => {
  fc.assert(
    fc.property(threeSteps(anyText), ([a, b, c]) => {
      const left = composeMaps(composeMaps(a.map, b.map), c.map)
      const right = composeMaps(a.map, composeMaps(b.map, c.map))
      assertCovers(left, a.source.length, c.text.length)
      assertCovers(right, a.source.length, c.text.length)
      assert.deepEqual(equalUnits(left), equalUnits(right))
    }),
    { numRuns: 500 },
  )
})

test('where nothing is inserted or removed, bracketing makes no difference at all', () => {
  fc.assert(
    fc.property(threeSteps(someText), ([a, b, c]) => {
      const left = composeMaps(composeMaps(a.map, b.map), c.map)
      assert.deepEqual(left, composeMaps(a.map, composeMaps(b.map, c.map)))
    }),
    { numRuns: 500 },
  )
})

test('times told of the source are in order and inside, and the identity leaves them alone', () => {
  fc.assert(
    fc.property(aTimedStep(), ({ source, text, map, alignment }) => {
      const times = toSourceTimes(map, alignment, source.length)
      assert.equal(times.startSamples.length, source.length)
      assert.equal(times.endSamples.length, source.length)
      const last = Math.max(0, ...alignment.endSamples)
      times.startSamples.forEach((start, at) => {
        assert.ok(start >= (times.startSamples[at - 1] ?? 0) && start <= times.endSamples[at]!)
        assert.ok(times.endSamples[at]! <= last)
      })
      assert.deepEqual(toSourceTimes(identityMap(text.length), alignment, text.length), alignment)
    }),
  )
})

const anyText = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 4 })
const someText = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 4 })

/** One replacement over a source: borders cut it into parts, and every other part is replaced. */
function replacementsOf(source: string, borders: number[], texts: string[], emptyToo: boolean): Replacement[] {
  const cuts = borders.map((border) => border % (source.length + 1)).sort((a, b) => a - b)
  return texts
    .flatMap((text, k) => {
      const [start, end] = [cuts[2 * k], cuts[2 * k + 1]]
      return start === undefined || end === undefined ? [] : [{ start, end, text }]
    })
    .filter(({ start, end }) => emptyToo || start < end)
}

function aStep(replacement: fc.Arbitrary<string>, sourceText: fc.Arbitrary<string> = fc.string({ maxLength: 12 })) {
  const emptyToo = replacement === anyText
  return fc
    .tuple(sourceText, fc.array(fc.nat(), { maxLength: 8 }), fc.array(replacement, { maxLength: 4 }))
    .map(([source, borders, texts]) => ({
      source,
      ...replaceStretches(source, replacementsOf(source, borders, texts, emptyToo)),
    }))
}

function threeSteps(replacement: fc.Arbitrary<string>) {
  return aStep(replacement).chain((a) =>
    aStep(replacement, fc.constant(a.text)).chain((b) =>
      aStep(replacement, fc.constant(b.text)).map((c) => [a, b, c] as const),
    ),
  )
}

function aTimedStep() {
  return aStep(anyText).chain((step) =>
    fc
      .array(fc.tuple(fc.nat(500), fc.nat(900)), { minLength: step.text.length, maxLength: step.text.length })
      .map((pairs) => ({ ...step, alignment: anAlignment(pairs) })),
  )
}

/** Starts in order, ends anywhere after their start: they may overlap. */
function anAlignment(gapsAndLengths: [number, number][]): Alignment {
  let at = 0
  const starts = gapsAndLengths.map(([gap]) => (at += gap))
  const ends = gapsAndLengths.map(([, length], k) => starts[k]! + length)
  return { startSamples: Uint32Array.from(starts), endSamples: Uint32Array.from(ends), source: 'native' }
}

function everyHundredSamples(length: number): Alignment {
  return anAlignment(Array.from({ length }, (_, k) => [k === 0 ? 0 : 100, 100]))
}

function assertCovers(map: OffsetMap, sourceLength: number, length: number): void {
  let [sourceAt, at] = [0, 0]
  for (const stretch of map) {
    assert.equal(stretch.sourceStart, sourceAt)
    assert.equal(stretch.start, at)
    assert.ok(stretch.sourceEnd > stretch.sourceStart || stretch.end > stretch.start)
    if (stretch.equal) assert.equal(stretch.sourceEnd - stretch.sourceStart, stretch.end - stretch.start)
    sourceAt = stretch.sourceEnd
    at = stretch.end
  }
  assert.deepEqual([sourceAt, at], [sourceLength, length])
}

function equalUnits(map: OffsetMap): [number, number][] {
  return map
    .filter(({ equal }) => equal)
    .flatMap(({ sourceStart, sourceEnd, start }) =>
      Array.from({ length: sourceEnd - sourceStart }, (_, k): [number, number] => [sourceStart + k, start + k]),
    )
}
