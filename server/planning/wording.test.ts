import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { findFault, planText, toWordingCase } from './wording.test-kit.ts'

// Sentences that were once said wrongly, here or by other programs: `id kind check input expected`. Each goes the whole way,
// from a block of a project to the phonemes of its utterances. What is checked:
// - words: it sounds as the expected words do, without stress, pauses and spaces; `||` divides alternatives
// - pauses: the same, with pauses exactly where the expected words have `|`
// - marks: the marks that are heard, in order
// - sound: the word before `{…}` has one of these sounds, in misaki's alphabet
// - sentences: the borders of sentences, divided by ` / `
// - utterances: the expected words lie in one utterance of at most 250 characters
const cases = readFileSync(join(import.meta.dirname, 'wording.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map(toWordingCase)

/** What is not said as it should be, by id. To be taken out as soon as it is. */
const knownFaults: string[] = []

test('what was once said wrongly is said as it should be', () => {
  const faults = cases.flatMap((one) => {
    const said = findFault(one)
    return said === undefined ? [] : [{ id: one.id, input: one.input, expected: one.expected, said }]
  })
  const unexpected = faults.filter(({ id }) => !knownFaults.includes(id))
  const mended = knownFaults.filter((id) => !faults.some((fault) => fault.id === id))
  assert.deepEqual({ unexpected, mended }, { unexpected: [], mended: [] })
})

test('each utterance says its whole stretch, and its map leads from what is written to what is said', () => {
  for (const { input } of cases) {
    const { written, utterances } = planText(input)
    for (const { start, end, map, utterance } of utterances) {
      if (!map) assert.equal(utterance.text, written.slice(start, end))
      else {
        assert.equal(map.at(-1)!.sourceEnd, end - start, input)
        assert.equal(map.at(-1)!.end, utterance.text.length, input)
        for (const one of map.filter((stretch) => stretch.equal)) {
          const [from, to] = [start + one.sourceStart, start + one.sourceEnd]
          assert.equal(written.slice(from, to), utterance.text.slice(one.start, one.end), input)
        }
      }
    }
  }
})

test('switched off, only what is said differently has another take', () => {
  const texts = ['It rained all day.', 'It cost $5.', 'She left.', 'He came at 5 p.m.']
  const isSame = texts.map((text) => {
    const keysOf = (isRead: boolean) => planText(text, 'en', 'us', isRead).utterances.map((one) => one.takeKey)
    return isDeepStrictEqual(keysOf(true), keysOf(false))
  })
  assert.deepEqual(isSame, [true, false, true, false])
})

test('no number, abbreviation or address is cut in two, and no utterance is too long', () => {
  const filler = 'and so they went on and on through the dark wood with no light to guide them '
  for (const one of [
    '$5 million',
    'Mr. Smith',
    'World War II',
    '10 a.m.',
    'www.example.com/a/b',
    '1,234,567',
    'St. Mark',
  ]) {
    for (let length = 200; length < 260; length += 3) {
      const text = `${filler.repeat(4).slice(0, length)} ${one} ${filler.repeat(3)}`
      const { written, utterances } = planText(text)
      assert.ok(utterances.every(({ utterance }) => utterance.text.trim().length <= 250))
      assert.ok(
        utterances.some(({ start, end }) => written.slice(start, end).includes(one)),
        `${one} at ${length}`,
      )
    }
  }
})

test('what may be meant otherwise, and what is left out, is told with its place', () => {
  const { written, warnings } = planText('On 3/4/2021 we left 😀. On 3/15/2021 we came.')
  assert.deepEqual(
    warnings.map(({ code, start, end }) => [code, written.slice(start, end).trim()]),
    [
      ['reading_guessed', '3/4/2021'],
      ['character_ignored', '😀'],
    ],
  )
})
