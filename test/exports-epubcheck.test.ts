import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { aPng, checkEpub, exportedFile, hasEpubcheck, unzip } from './exports.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { aStyledBook, importAndConvert } from './styled-book.ts'

// What Java's EPUBCheck says of our EPUBs, warnings too. It takes long.

const skip = !hasEpubcheck && 'EPUBCheck is not installed'
let studio: TestStudio
before(async () => void (studio = await openTestStudio()))
after(() => studio[Symbol.asyncDispose]())

test('nothing is wrong in an EPUB of blocks', { skip }, async () => {
  const content = [['It was dark. Rain fell, and it fell & fell.'], ['“Snow,” she said. It was <cold>.', 'The end.']]
  const projectId = await studio.addProject(content, { title: 'The Book', author: 'Ann & Other', language: 'en' })
  await studio.convertProject(projectId)
  const plain = await exportedFile(studio, projectId, 'epub')
  const body = new FormData()
  body.append('cover', new Blob([new Uint8Array(aPng(30, 40))]), 'cover.png')
  await studio.api.json(`/lectern/v1/projects/${projectId}/cover`, { method: 'PUT', body }, 200)
  const covered = await exportedFile(studio, projectId, 'epub')
  assert.deepEqual([await checkEpub(plain), await checkEpub(covered)], ['', ''])
})

test('nothing is wrong in an EPUB of the pages of another', { skip }, async () => {
  const projectId = await importAndConvert(studio, await aStyledBook())
  assert.equal(await checkEpub(await exportedFile(studio, projectId, 'epub')), '')
})

test('nothing is wrong in the sample book that was not before', { skip }, async () => {
  const source = await readFile(join(import.meta.dirname, '../samples/first-pages.epub'))
  const projectId = await importAndConvert(studio, source)
  const epub = await exportedFile(studio, projectId, 'epub')
  const page = String((await unzip(epub)).get('epub/text/chapter-2.xhtml'))
  assert.ok([...page.matchAll(/<span id="lectern-/g)].length > 5)
  assert.equal(await findings(epub), await findings(source))
})

/** Where they are in the pages, but not where the file lies. */
async function findings(epub: Buffer): Promise<string> {
  return (await checkEpub(epub)).replace(/\S+book\.epub\//g, '')
}
