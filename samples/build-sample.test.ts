import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { importDocument } from '#server/importing/reading/import-document.ts'
import { buildSample, samplePath } from './build-sample.ts'

test('the sample book is what its source says; `node samples/build-sample.ts` makes it anew', async () => {
  assert.deepEqual(await readFile(samplePath), await buildSample())
})

test('the sample book becomes a preface and four chapters, without its front matter and its note', async () => {
  const book = await importDocument(samplePath, { fileName: 'first-pages.epub' })
  assert.equal(book.title, 'First Pages')
  assert.equal(book.author, 'Charles Dickens, Lewis Carroll, Robert Louis Stevenson and Herman Melville')
  assert.equal(book.language, 'en-GB')
  assert.equal(book.publicationDate, '2026-01-01')
  assert.deepEqual(
    book.chapters.map(({ name }) => name),
    [
      'Preface',
      'A Christmas Carol',
      'Alice’s Adventures in Wonderland',
      'The Strange Case of Dr. Jekyll and Mr. Hyde',
      'Moby-Dick',
    ],
  )
  const carol = book.chapters[1]!.blocks
  assert.deepEqual(carol[0], { subType: 'h2', text: 'A Christmas Carol' })
  assert.match(carol[2]!.text, /good upon ’Change, for anything/)
  assert.ok(carol.some(({ text }) => text === '***'))
})

test('the sample text is one chapter named by its heading', async () => {
  const path = samplePath.replace('first-pages.epub', 'rabbit-hole.txt')
  const { chapters } = await importDocument(path, { fileName: 'rabbit-hole.txt', contentType: 'text/plain' })
  assert.deepEqual(
    chapters.map(({ name, blocks }) => [name, blocks.length]),
    [['CHAPTER I. Down the Rabbit-Hole', 5]],
  )
})
