import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertWellFormed, assertWordsCovered, english, readGroups } from './english.test-kit.ts'

// The first 20,000 words of Jane Austen's Persuasion with what misaki 0.9.4 says for them, made by tools/g2p/make-reference.py:
// a paragraph, its American and its British phonemes. `?` stands for words that misaki's gold lexicon and rules do not know.
// What misaki says is not always right; a higher figure than 99 % is no better reader.
const paragraphs = readGroups('reference.txt', 3)

for (const [index, accent] of (['us', 'gb'] as const).entries()) {
  test(`proof: at least 99 % of the words of a novel sound as misaki has them (${accent})`, () => {
    const said = paragraphs.flatMap((lines) => compare(lines[0]!, lines[index + 1]!, accent))
    const known = said.filter(({ reference }) => reference !== '?' && reference !== '-')
    const same = known.filter(({ own, reference }) => own === reference)
    assert.ok(known.length > 19_500, `${known.length} words`)
    assert.ok(same.length >= 0.99 * known.length, `${same.length} of ${known.length} words`)
  })

  test(`proof: each character of a novel's words belongs to a symbol, in order (${accent})`, () => {
    for (const [text] of paragraphs) {
      const pronunciation = english(accent).pronounce(text!)
      assertWellFormed(text!, pronunciation)
      assertWordsCovered(text!, pronunciation)
    }
  })
}

/** What stands between two spaces, with what we and misaki say for it. */
function compare(text: string, references: string, accent: 'us' | 'gb'): { own: string; reference: string }[] {
  const { words } = english(accent).pronounce(text)
  const chunks = text.split(' ')
  let end = -1
  return references.split(' ').map((reference, index) => {
    const start = end + 1
    end = start + chunks[index]!.length
    const own = words.filter((word) => word.start < end && start < word.end).map(({ phonemes }) => phonemes)
    return { own: own.join('').replaceAll(' ', ''), reference }
  })
}
