import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { documentSamples } from '../../../scripts/document-samples.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'samples', 'documents')

for (const [name, make] of Object.entries(documentSamples)) {
  test(`samples/documents/${name} is what scripts/document-samples.ts makes`, async () => {
    const [made, kept] = [await make(), await readFile(join(folder, name))]
    assert.ok(made.equals(kept), 'run it and look at what has changed')
  })
}
