import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { divideChapter } from '../document/divide-chapter.ts'
import { defaultImportLimits, type ImportLimits } from '../document/import-limits.ts'
import type { ImportedDocument } from '../document/imported-document.ts'
import { fitLimits } from './fit-limits.ts'

test('a long paragraph is divided after a sentence, and the warning names its chapter', () => {
  const { chapters, warnings } = fit(['It rains. It pours! The old man snores.'], { charactersPerBlock: 25 })
  assert.deepEqual(
    chapters[0]!.blocks.map(({ text }) => text),
    ['It rains. It pours!', 'The old man snores.'],
  )
  assert.deepEqual(warnings, [{ code: 'text_divided', message: 'Long paragraphs of "One" were divided.', count: 1 }])
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

test('a document that calls itself by megabytes is called by the beginning of that', () => {
  const long = 'x'.repeat(10_000_000)
  const chapters = [{ name: long, blocks: [{ subType: 'p' as const, text: 'One.' }] }]
  const document = { title: long, author: long, description: long, chapters, warnings: [] }
  const fitted = fitLimits(document, { fileName: 'a.html', limits: defaultImportLimits })
  const { title, author, description } = fitted
  assert.deepEqual([title!.length, author!.length, fitted.chapters[0]!.name.length], [5_000, 5_000, 5_000])
  assert.equal(description!.length, 100_000)
})

test('a document that is wrong in many long ways is told of in a few short sentences', () => {
  const warning = { code: 'file_missing', message: 'x'.repeat(60_000), count: 1 }
  const leftOut = [{ what: 'hidden' as const, count: 1, words: 1, example: 'x'.repeat(60_000) }]
  const chapters = [{ name: 'One', blocks: [{ subType: 'p' as const, text: 'One.' }] }]
  const document = { chapters, leftOut, warnings: Array.from({ length: 20_000 }, () => warning) }
  const fitted = fitLimits(document, { fileName: 'a.epub', limits: defaultImportLimits })
  assert.equal(fitted.leftOut![0]!.example.length, 1_000)
  assert.deepEqual(fitted.warnings.slice(-2), [
    { code: 'file_missing', message: 'x'.repeat(1_000), count: 1 },
    { code: 'more_warnings', message: '19900 warnings more are not told.', count: 19_900 },
  ])
  assert.equal(fitted.warnings.length, 101)
})

test('a chapter of too many blocks becomes several', () => {
  const { chapters } = fit(['a', 'b', 'c', 'd', 'e'], { blocksPerChapter: 2 })
  assert.deepEqual(
    chapters.map(({ name, blocks }) => [name, blocks.length]),
    [
      ['One (Part 1 of 3)', 2],
      ['One (Part 2 of 3)', 2],
      ['One (Part 3 of 3)', 1],
    ],
  )
})

test('a chapter of too many words is cut at its headings, else at a paragraph', () => {
  const chapter = (blocks: string[]) => ({
    name: 'One',
    blocks: blocks.map((text) => ({ subType: text.startsWith('H') ? ('h2' as const) : ('p' as const), text })),
  })
  const limits = { ...defaultImportLimits, wordsPerChapter: 4 }
  const headed = divideChapter(chapter(['a a', 'b', 'H', 'c c', 'd']), limits)
  assert.deepEqual(
    headed.map(({ name }) => name),
    ['One (Part 1 of 2)', 'H'],
  )
  const plain = divideChapter(chapter(['a a', 'b b', 'c c', 'd d']), limits)
  assert.deepEqual(
    plain.map(({ name }) => name),
    ['One (Part 1 of 2)', 'One (Part 2 of 2)'],
  )
})

test('too many chapters are refused', () => {
  assert.throws(() => fit(['a', 'b', 'c'], { blocksPerChapter: 1, chapters: 2 }), { code: 'document_too_large' })
})

test('more paragraphs than a project takes are refused, however short they are', () => {
  assert.equal(fit(['a', 'b', 'c'], { blocks: 3 }).chapters[0]!.blocks.length, 3)
  const refusal = { code: 'document_too_large', message: '"a.txt" has 4 paragraphs; a project takes at most 3.' }
  assert.throws(() => fit(['a', 'b', 'c', 'd'], { blocks: 3 }), refusal)
})

function fit(texts: string[], limits: Partial<ImportLimits>): ImportedDocument {
  const blocks = texts.map((text) => ({ subType: 'p' as const, text }))
  const document = { chapters: [{ name: 'One', blocks }], warnings: [] }
  return fitLimits(document, { fileName: 'a.txt', limits: { ...defaultImportLimits, ...limits } })
}
