import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeImporter } from '../document/importer.conformance.ts'
import { fb2Importer } from '../fb2/fb2.ts'
import { aDocument, zipOf } from '../reading/documents.test-kit.ts'
import { rtfImporter } from '../rtf/rtf.ts'
import { docxOf, p, r } from './docx.test-kit.ts'
import { docxImporter } from './docx.ts'

const fb2 = (text: string) =>
  `<?xml version="1.0"?><FictionBook><body><section><p>${text}</p></section></body></FictionBook>`

describeImporter(docxImporter, { rain: await docxOf({ body: p('It rains.') }), silent: await docxOf({ body: p('') }) })
describeImporter(rtfImporter, { rain: Buffer.from('{\\rtf1 It rains.\\par}'), silent: Buffer.from('{\\rtf1 \\par}') })
describeImporter(fb2Importer, { rain: Buffer.from(fb2('It rains.')), silent: Buffer.from(fb2('')) })

test('a FictionBook in a ZIP is read', async () => {
  await using document = await aDocument(await zipOf({ 'book.fb2': fb2('It rains.') }), 'book.fb2.zip')
  const { chapters } = await fb2Importer.read(document)
  assert.equal(chapters[0]!.blocks[0]!.text, 'It rains.')
})

test('a document that unpacks to very much is refused', async () => {
  await using document = await aDocument(await docxOf({ body: p('It rains. ').repeat(40_000) }), 'bomb.docx')
  await assert.rejects(docxImporter.read(document), {
    code: 'document_too_large',
    message: /packed more than 200 times/,
  })
})

test('groups and elements without end are told as such', async () => {
  await using rtf = await aDocument(`{\\rtf1 ${'{'.repeat(100_000)}`, 'deep.rtf')
  await assert.rejects(rtfImporter.read(rtf), { code: 'document_broken', message: /nests groups/ })
  await using word = await aDocument(await docxOf({ body: '<w:tbl>'.repeat(1000) }), 'deep.docx')
  await assert.rejects(docxImporter.read(word), { code: 'document_broken', message: /nests elements/ })
})

test('a list of contents of several paragraphs is left out, and read where that is chosen', async () => {
  const mark = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
  const contents = [
    p(`${mark('begin')}<w:r><w:instrText> TOC \\o </w:instrText></w:r>${mark('separate')}${r('The Rain 1')}`),
    p('The River 5'),
    p(`${r('The Night 9')}${mark('end')}`),
  ]
  const bytes = await docxOf({ body: [...contents, p('It rains.')].join('') })
  await using skipped = await aDocument(bytes)
  const document = await docxImporter.read(skipped)
  assert.deepEqual(document.chapters[0]!.blocks, [{ subType: 'p', text: 'It rains.' }])
  assert.deepEqual(
    document.leftOut?.map(({ what, words }) => [what, words]),
    [['contents', 9]],
  )
  await using read = await aDocument(bytes, 'book.docx', {}, { matter: 'read' })
  assert.equal((await docxImporter.read(read)).chapters[0]!.blocks.length, 4)
})
