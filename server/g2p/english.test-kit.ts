import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { vocabulary } from './alphabets/symbols.ts'
import { type English, openEnglish } from './english.ts'
import type { Pronunciation } from './pronunciation.ts'

const opened: Partial<Record<Accent, English>> = {}

/** One English per test file and accent. */
export function english(accent: Accent): English {
  return (opened[accent] ??= openEnglish(accent))
}

/** How a text sounds. */
export function say(text: string, accent: Accent = 'us'): string {
  return english(accent).pronounce(text).phonemes
}

/** Asserts how texts sound, all at once, so that a change shows everything that it changes. */
export function assertSounds(expected: Record<string, string>, accent: Accent = 'us'): void {
  const actual = Object.keys(expected).map((text) => [text, say(text, accent)])
  assert.deepEqual(Object.fromEntries(actual), expected)
}

/** The lines of a file beside the tests, in groups of so many. */
export function readGroups(name: string, size: number): string[][] {
  const lines = readFileSync(join(import.meta.dirname, name), 'utf8')
    .trimEnd()
    .split('\n')
  return Array.from({ length: lines.length / size }, (_, index) => lines.slice(index * size, (index + 1) * size))
}

/** What holds for every pronunciation: a stretch for each symbol, never going back, and only symbols that Kokoro knows. */
export function assertWellFormed(text: string, { phonemes, starts, ends, words }: Pronunciation): void {
  const name = text.slice(0, 200)
  assert.equal(starts.length, phonemes.length, name)
  assert.equal(ends.length, phonemes.length, name)
  for (let at = 0; at < phonemes.length; at++) {
    assert.ok(vocabulary.has(phonemes[at]!), `${name}: "${phonemes[at]}" is no symbol`)
    assert.ok(starts[at]! <= ends[at]! && ends[at]! <= text.length, `${name}: stretch of symbol ${at}`)
    const goesOn = at === 0 || (starts[at]! >= starts[at - 1]! && ends[at]! >= ends[at - 1]!)
    assert.ok(goesOn, `${name}: the map goes back at symbol ${at}, "${phonemes.slice(0, at + 1)}"`)
  }
  for (const [index, word] of words.entries()) {
    assert.ok(word.start < word.end && word.end <= text.length && word.phonemes !== '', name)
    assert.ok(index === 0 || words[index - 1]!.end <= word.start, `${name}: words overlap`)
  }
}

/** Asserts that every character of every word is said by some symbol. */
export function assertWordsCovered(text: string, { starts, ends, words }: Pronunciation): void {
  const isCovered = new Uint8Array(text.length)
  for (const [at, start] of starts.entries()) isCovered.fill(1, start, ends[at])
  for (const { start, end } of words) {
    assert.ok(!isCovered.subarray(start, end).includes(0), `${text}: not all of "${text.slice(start, end)}" is said`)
  }
}
