import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { copyFiles } from './copy-files.ts'
import type { FileStore } from './file-store.ts'
import { openFolderStore } from './folder-store.ts'

const neverAborted = new AbortController().signal

test('a copy that was stopped goes on where it was, and a second one takes what is new', async () => {
  await using stores = await openStores(100)
  const { from, to } = stores
  const stopping = new AbortController()
  const stopped = copyFiles(from, to, {
    signal: stopping.signal,
    tell: ({ files }) => files >= 30 && stopping.abort(new Error('Stopped.')),
  })
  await assert.rejects(stopped, /Stopped/)
  const count = (await Array.fromAsync(to.list(''))).length
  assert.ok(count >= 30 && count < 100, `${count} were copied`)
  const { files, present } = await copyFiles(from, to, { signal: neverAborted })
  assert.deepEqual([files, present], [100 - count, count])
  assert.deepEqual(await contentsOf(to), await contentsOf(from))
  await from.put('new', Buffer.from('1'))
  assert.deepEqual(await copyFiles(from, to, { signal: neverAborted }), { files: 1, byteLength: 1, present: 100 })
})

test('what was cut off at the other place is copied anew, and what is deleted meanwhile is left out', async () => {
  await using stores = await openStores(3)
  const { from, to } = stores
  await to.put('takes/1', Buffer.from('cut'))
  const get: FileStore['get'] = async (key) => {
    if (key === 'takes/2') await from.delete([key])
    return from.get(key)
  }
  await copyFiles({ ...from, get }, to, { signal: neverAborted })
  assert.deepEqual(await contentsOf(to), await contentsOf(from))
})

test('a place that is full stops the copy', async () => {
  await using stores = await openStores(20)
  const put = async () => assert.fail('no room')
  await assert.rejects(copyFiles(stores.from, { ...stores.to, put }, { signal: neverAborted }), /no room/)
})

async function openStores(count: number) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'lectern-copy-'))
  const [from, to] = await Promise.all(['from', 'to'].map((name) => openFolderStore(join(folder.path, name))))
  for (let index = 0; index < count; index++) await from!.put(`takes/${index}`, Buffer.from(`take ${index}`))
  return { from: from!, to: to!, [Symbol.asyncDispose]: () => folder.remove() }
}

async function contentsOf(store: FileStore): Promise<Record<string, string>> {
  const contents: Record<string, string> = {}
  for (const key of (await Array.fromAsync(store.list(''))).sort()) contents[key] = String(await store.read(key))
  return contents
}
