import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeImporter } from '../document/importer.conformance.ts'
import { aDocument } from '../reading/documents.test-kit.ts'
import { type Placed, pdfOf } from './pdf.test-kit.ts'
import { pdfImporter } from './pdf.ts'

describeImporter(pdfImporter, {
  rain: pdfOf([[{ text: 'It rains.', x: 60, y: 120 }]]),
  silent: pdfOf([[]]),
})

test('what the file marks as no content is no text', async () => {
  const page = (index: number): Placed[] => [
    { text: `About boats in ${1900 + index * 7}`, x: 60, y: 40, isArtifact: true },
    ...Array.from({ length: 8 }, (_, line) => ({
      text: `Line ${line} of the text of page ${index} ends here.`,
      x: 60,
      y: 90 + 24 * line,
    })),
  ]
  const texts = await textsOf(pdfOf([page(1), page(2)]))
  assert.ok(texts.some((text) => text.startsWith('Line 0')))
  assert.ok(texts.every((text) => !text.includes('About boats')))
})

test('the headings of chapters at one height are no running heads', async () => {
  const page = (index: number): Placed[] => [
    { text: `Chapter ${index * 3}`, x: 170, y: 60, size: 10, font: 'bold' },
    ...Array.from({ length: 8 }, (_, line) => ({
      text: `The ${line}. boat of ${index} went out early.`,
      x: 60,
      y: 90 + 12 * line,
    })),
  ]
  await using document = await aDocument(pdfOf([1, 2, 3, 4].map(page)), 'book.pdf')
  const { chapters } = await pdfImporter.read(document)
  assert.deepEqual(
    chapters.map(({ name }) => name),
    ['Chapter 3', 'Chapter 6', 'Chapter 9', 'Chapter 12'],
  )
})

test('raised numbers that are no notes stay', async () => {
  const texts = await textsOf(
    pdfOf([
      [
        { text: 'The field has nine km', x: 60, y: 100 },
        { text: '2', x: 146, y: 96, size: 6 },
        { text: 'and no tree.', x: 154, y: 100 },
      ],
    ]),
  )
  assert.deepEqual(texts, ['The field has nine km² and no tree.'])
})

test('half of a file and one without its table are told as such, or read', async () => {
  const bytes = pdfOf([[{ text: 'It rains.', x: 60, y: 120 }]])
  await using half = await aDocument(bytes.subarray(0, 200), 'book.pdf')
  await assert.rejects(pdfImporter.read(half), { code: 'document_broken', message: /"book\.pdf" is a damaged PDF/ })
  const lost = bytes.toString('latin1').replace(/startxref\n\d+/, 'startxref\n7')
  await using noTable = await aDocument(Buffer.from(lost, 'latin1'), 'book.pdf')
  const { chapters } = await pdfImporter.read(noTable)
  assert.equal(chapters[0]!.blocks[0]!.text, 'It rains.')
})

async function textsOf(bytes: Buffer): Promise<string[]> {
  await using document = await aDocument(bytes)
  const { chapters } = await pdfImporter.read(document)
  return chapters.flatMap(({ blocks }) => blocks.map(({ text }) => text))
}
