import assert from 'node:assert/strict'
import { mkdtempDisposable, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { readSources } from './read-sources.ts'

test('proof: sources that are too much together are refused as soon as they are, however many are still named', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-sources-'))
  const files = await openFolderStore(join(folder.path, 'files'))
  const needs = { ownFolder: join(folder.path, 'own'), files, outgoing: { allowPrivate: false } }
  const text = Array.from({ length: 500 }, (_, index) => `${index} ${'It was dark and rain fell. '.repeat(70)}`).join(
    '\n\n',
  )
  const sources = Array.from({ length: 1_000 }, () => ({ kind: 'text' as const, text }))
  let read = 0
  const tell = async (count: number) => void (read = count)
  await assert.rejects(readSources(needs, sources, { signal: AbortSignal.timeout(120_000), tell }), {
    code: 'document_too_large',
    message: /^Source 5: all sources together may have 4 million characters/,
  })
  assert.equal(read, Math.floor(4_000_000 / text.length))
  assert.deepEqual(await readdir(needs.ownFolder), [])
})
