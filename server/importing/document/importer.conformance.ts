import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSample } from '../reading/choose-importer.ts'
import { aDocument } from '../reading/documents.test-kit.ts'
import { importers } from '../reading/importers.ts'
import type { Importer } from './importer.ts'

/** A document of the format that says "It rains." in its first chapter, and one that has no text at all. */
export type ConformanceDocuments = { rain: Buffer; silent: Buffer }

/** The promises of every importer. The test of a new one begins by running this. */
export function describeImporter(importer: Importer, { rain, silent }: ConformanceDocuments): void {
  test(`${importer.format}: it is listed, and recognises its own`, async () => {
    await using document = await aDocument(rain)
    assert.ok(importers.includes(importer))
    assert.notEqual(importer.sniff(await readSample(document.path)), 'no')
  })

  test(`${importer.format}: chapters have names and blocks of collapsed text`, async () => {
    await using document = await aDocument(rain)
    const { chapters } = await importer.read(document)
    assert.ok(chapters[0]!.blocks.some(({ text }) => text === 'It rains.'))
    for (const { name, blocks } of chapters) {
      assert.ok(name.trim() !== '' && blocks.length > 0)
      for (const { text } of blocks) assert.equal(text, text.replace(/\s+/g, ' ').trim())
    }
  })

  test(`${importer.format}: a document without text is told as such`, async () => {
    await using document = await aDocument(silent)
    await assert.rejects(importer.read(document), { code: 'empty_text', message: /book\.epub/ })
  })
}
