import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitLimits } from './fit-limits.ts'
import { defaultImportLimits, type ImportLimits } from './import-limits.ts'
import type { ImportedDocument } from './imported-document.ts'

test('a long paragraph is divided after a sentence, and the warning names its chapter', () => {
  const { chapters, warnings } = fit(['It rains. It pours! The old man snores.'], { charactersPerBlock: 25 })
  assert.deepEqual(
    chapters[0]!.blocks.map(({ text }) => text),
    ['It rains. It pours!', 'The old man snores.'],
  )
  assert.deepEqual(warnings, ['Long paragraphs of "One" were divided.'])
})

test('dividing keeps every character that is no white space, and the limit', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (text, limit) => {
      const blocks = fit([text], { charactersPerBlock: limit }).chapters[0]!.blocks
      assert.equal(
        blocks
          .map((block) => block.text)
          .join('')
          .replace(/\s/gu, ''),
        text.replace(/\s/gu, ''),
      )
      assert.ok(blocks.every((block) => block.text.length <= limit && block.text.isWellFormed()))
    }),
  )
})

test('a chapter of too many blocks becomes several', () => {
  const { chapters } = fit(['a', 'b', 'c', 'd', 'e'], { blocksPerChapter: 2 })
  assert.deepEqual(
    chapters.map(({ name, blocks }) => [name, blocks.length]),
    [
      ['One', 2],
      ['One (2)', 2],
      ['One (3)', 1],
    ],
  )
})

test('too many chapters are refused', () => {
  assert.throws(() => fit(['a', 'b', 'c'], { blocksPerChapter: 1, chapters: 2 }), { code: 'document_too_large' })
})

function fit(texts: string[], limits: Partial<ImportLimits>): ImportedDocument {
  const blocks = texts.map((text) => ({ subType: 'p' as const, text }))
  const document = { chapters: [{ name: 'One', blocks }], warnings: [] }
  return fitLimits(document, { path: '', fileName: 'a.txt', limits: { ...defaultImportLimits, ...limits } })
}
