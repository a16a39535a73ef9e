import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Jobs } from '#server/jobs/jobs.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { deleteLeftUploads, uploadKey } from './uploads.ts'

test('documents that nobody has imported in two weeks are deleted, and nothing else', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-uploads-'))
  const files = await openFolderStore(folder.path)
  const left = uploadKey(new Date('2026-03-01T23:59:59Z'))
  const recent = uploadKey(new Date('2026-03-02T00:00:00Z'))
  const waiting = uploadKey(new Date('2026-02-01T00:00:00Z'))
  const ofOlder = ['uploads/of-a-command', 'uploads/imported']
  const toSource = (fileKey: string) => JSON.stringify({ fileKey, fileName: 'book.txt' })
  const jobs = { listWorkedOn: async () => new Set([waiting, ofOlder[1]!].map(toSource)) }
  const kept = [recent, waiting, ofOlder[1]!, 'takes/ab/ab.pcm']
  for (const key of [left, ofOlder[0]!, ...kept]) await files.put(key, Buffer.from('words'))
  await deleteLeftUploads({ files, jobs: jobs as unknown as Jobs }, new Date('2026-03-16T12:00:00Z'))
  for (const key of [left, ofOlder[0]!]) assert.equal(await files.head(key), undefined)
  for (const key of kept) assert.ok(await files.head(key), key)
})
