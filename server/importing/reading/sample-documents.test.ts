import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { test } from 'node:test'
import type { ImportedDocument } from '../document/imported-document.ts'
import type { ReadingChoices } from '../document/reading-choices.ts'
import { readHere } from './documents.test-kit.ts'
import { importDocument } from './import-document.ts'

/** Each document there has a JSON beside it: what it must become, and the rule that it stands for. */
const folder = join(import.meta.dirname, '..', '..', '..', 'samples', 'documents')

type Expected = {
  rule: string
  choices?: Partial<ReadingChoices>
  expect: { title?: string; chapters: ExpectedChapter[] } | { error: { code: string; message: string } }
}

type ExpectedChapter = { name: string; blocks: { sub_type: string; text: string }[] }

const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))

for (const name of names) {
  test(`samples/documents/${name.replace(/\.json$/, '')} becomes exactly what its JSON says`, async () => {
    const { expect, choices, rule } = JSON.parse(await readFile(join(folder, name), 'utf8')) as Expected
    const fileName = name.replace(/\.json$/, '')
    const read = isFirstOfItsKind(name) ? importDocument : readHere
    const reading = read(join(folder, fileName), { fileName, choices })
    if ('error' in expect) return assert.rejects(reading, expect.error, rule)
    const document = await reading
    assert.deepEqual(toExpected(document), expect.chapters, rule)
    if (expect.title !== undefined) assert.equal(document.title, expect.title)
  })
}

function isFirstOfItsKind(name: string): boolean {
  const kindOf = (one: string) => extname(one.replace(/\.json$/, ''))
  return names.find((one) => kindOf(one) === kindOf(name)) === name
}

function toExpected({ chapters }: ImportedDocument): ExpectedChapter[] {
  return chapters.map(({ name, blocks }) => ({
    name,
    blocks: blocks.map(({ subType, text }) => ({ sub_type: subType, text })),
  }))
}
