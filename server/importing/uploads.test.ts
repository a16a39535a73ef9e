import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { deleteLeftUploads, uploadKey } from './uploads.ts'

test('documents that nobody has imported in two weeks are deleted, and nothing else', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-uploads-'))
  const files = await openFolderStore(folder.path)
  const left = uploadKey(new Date('2026-03-01T23:59:59Z'))
  const recent = uploadKey(new Date('2026-03-02T00:00:00Z'))
  const kept = [recent, 'uploads/of-a-command', 'takes/ab/ab.pcm']
  for (const key of [left, ...kept]) await files.put(key, Buffer.from('words'))
  await deleteLeftUploads(files, new Date('2026-03-16T12:00:00Z'))
  assert.equal(await files.head(left), undefined)
  for (const key of kept) assert.ok(await files.head(key), key)
})
