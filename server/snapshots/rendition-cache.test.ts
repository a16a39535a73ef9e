import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { FileStore } from '#server/storage/file-store.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import type { ByteSource } from './byte-source.ts'
import { openRenditionCache, type Recipe } from './rendition-cache.ts'

test('whoever asks while a finished file is still being stored gets it whole', async () => {
  await using parts = await openParts()
  const held = Promise.withResolvers<void>()
  const put: FileStore['put'] = async (key, content) => {
    await held.promise
    await parts.files.put(key, content)
  }
  await using cache = await openRenditionCache({ files: { ...parts.files, put }, folder: parts.folder })
  const recipe = aRecipe()
  const first = await readAll(cache.open(recipe))
  const second = await readAll(cache.open(recipe))
  held.resolve()
  assert.deepEqual([first, second], [recipe.bytes, recipe.bytes])
})

test('a file is made once for all who read it, however they come and go', async () => {
  await using parts = await openParts()
  await using cache = await openRenditionCache(parts)
  const recipe = aRecipe()
  const leaving = cache.open(recipe).read(0, recipe.byteLength)[Symbol.asyncIterator]()
  await leaving.next()
  await leaving.return?.()
  const readers = await Promise.all([readAll(cache.open(recipe)), readAll(cache.open(recipe), 100_000, 100_001)])
  assert.deepEqual(readers, [recipe.bytes, recipe.bytes.subarray(100_000, 100_001)])
  assert.equal(recipe.timesMade(), 1)
})

test('a file of another length than planned is not kept, and its readers are told', async () => {
  await using parts = await openParts()
  await using cache = await openRenditionCache(parts)
  const recipe = { ...aRecipe(), byteLength: 1_000_000 }
  await assert.rejects(readAll(cache.open(recipe)), { code: 'internal_error' })
  assert.equal(await parts.files.head(recipe.key), undefined)
})

async function openParts() {
  const root = await mkdtemp(join(tmpdir(), 'lectern-renditions-'))
  const close = () => rm(root, { recursive: true, force: true })
  const files = await openFolderStore(join(root, 'files'))
  return { files, folder: join(root, 'growing'), [Symbol.asyncDispose]: close }
}

function aRecipe(): Recipe & { bytes: Buffer; timesMade(): number } {
  const bytes = randomBytes(200_000)
  let timesMade = 0
  return {
    key: 'renditions/a',
    byteLength: bytes.length,
    bytes,
    async *render() {
      timesMade++
      for (let start = 0; start < bytes.length; start += 30_000) yield bytes.subarray(start, start + 30_000)
    },
    timesMade: () => timesMade,
  }
}

async function readAll(source: ByteSource, start = 0, end = source.byteLength): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read(start, end)))
}
