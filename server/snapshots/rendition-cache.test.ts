import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { StudioError } from '#server/base/errors.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import type { ByteSource } from './byte-source.ts'
import { openRenditionCache, type Recipe } from './rendition-cache.ts'
import type { RenditionUses } from './rendition-uses.ts'

test('whoever asks while a finished file is still being stored gets it whole', async () => {
  await using parts = await openParts()
  const held = Promise.withResolvers<void>()
  const put: FileStore['put'] = async (key, content) => {
    await held.promise
    await parts.files.put(key, content)
  }
  await using cache = openRenditionCache({ ...parts, files: { ...parts.files, put } })
  const recipe = aRecipe()
  const first = await readAll(cache.open(recipe))
  const second = await readAll(cache.open(recipe))
  held.resolve()
  assert.deepEqual([first, second], [recipe.bytes, recipe.bytes])
})

test('a file is made once for all who read it, however they come and go', async () => {
  await using parts = await openParts()
  await using cache = openRenditionCache(parts)
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
  await using cache = openRenditionCache(parts)
  const recipe = { ...aRecipe(), byteLength: 1_000_000 }
  await assert.rejects(readAll(cache.open(recipe)), { code: 'internal_error' })
  assert.equal(await parts.files.head(recipe.key), undefined)
})

test('nothing takes the last room of the disk, whether its length is known before or not', async () => {
  await using parts = await openParts()
  const files = { ...parts.files, room: async () => 500_100_000 }
  await using cache = openRenditionCache({ ...parts, files })
  await assert.rejects(readAll(cache.open({ ...aRecipe(), byteLength: 200_000 })), { code: 'disk_full' })
  let written = 0
  const unknown = async function* () {
    for (; written < 100; written++) {
      if (written === 50) files.room = async () => 499_000_000
      yield randomBytes(100_000)
    }
  }
  await assert.rejects(cache.keep('renditions/x', unknown), { code: 'disk_full' })
  assert.ok(written < 95, `${written} pieces were written`)
  assert.equal(await parts.files.head('renditions/x'), undefined)
})

test('many read at their own pace while it grows, each what it asked for', async () => {
  await using parts = await openParts()
  await using cache = openRenditionCache(parts)
  const { recipe, release } = aSlowRecipe()
  const early = [readAll(cache.open(recipe)), readAll(cache.open(recipe), 150_000, 150_010)]
  release(1)
  const first = cache.open(recipe).read(0, 10)[Symbol.asyncIterator]()
  const { value } = await first.next()
  assert.deepEqual(Buffer.from(value!), recipe.bytes.subarray(0, 10), 'what is there is read before the rest is')
  await first.return?.()
  assert.deepEqual(await readAll(cache.open(recipe), 5, 5), Buffer.alloc(0))
  release(100)
  assert.deepEqual(await Promise.all(early), [recipe.bytes, recipe.bytes.subarray(150_000, 150_010)])
  assert.equal(recipe.timesMade(), 1)
})

test('a file goes on growing when its only reader leaves, and is there for the next', async () => {
  await using parts = await openParts()
  const stored = Promise.withResolvers<void>()
  const put: FileStore['put'] = async (key, content) => stored.resolve(await parts.files.put(key, content))
  await using cache = openRenditionCache({ ...parts, files: { ...parts.files, put } })
  const { recipe, release } = aSlowRecipe()
  const leaving = cache.open(recipe).read(0, recipe.byteLength)[Symbol.asyncIterator]()
  release(1)
  await leaving.next()
  await leaving.return?.()
  release(100)
  await stored.promise
  assert.deepEqual(await readAll(cache.open(recipe)), recipe.bytes)
  assert.equal(recipe.timesMade(), 1)
})

test('what goes wrong is told to all who read, and the next one to ask makes the file anew', async () => {
  await using parts = await openParts()
  await using cache = openRenditionCache(parts)
  const whole = aRecipe()
  const broken: Recipe = {
    ...whole,
    async *render() {
      yield whole.bytes.subarray(0, 1_000)
      throw new StudioError('file_not_found', 'A take is gone.')
    },
  }
  const readers = [cache.open(broken), cache.open(broken)].map((source) => readAll(source))
  for (const outcome of await Promise.allSettled(readers))
    assert.equal(outcome.status === 'rejected' && outcome.reason.code, 'file_not_found')
  assert.equal(await parts.files.head(whole.key), undefined)
  assert.deepEqual(await readAll(cache.open(whole)), whole.bytes)
})

test('a stored file is read without making it, unless it has another length', async () => {
  await using parts = await openParts()
  await using cache = openRenditionCache(parts)
  const recipe = aRecipe()
  await parts.files.put(recipe.key, recipe.bytes)
  assert.deepEqual(await readAll(cache.open(recipe), 10, 20), recipe.bytes.subarray(10, 20))
  assert.equal(recipe.timesMade(), 0)
  await parts.files.put(recipe.key, Buffer.alloc(3))
  assert.deepEqual(await readAll(cache.open(recipe)), recipe.bytes)
})

test('closing ends what grows, tells its readers, and leaves nothing behind', async () => {
  await using parts = await openParts()
  const cache = openRenditionCache(parts)
  const { recipe, release } = aSlowRecipe()
  const reading = assert.rejects(readAll(cache.open(recipe)), { code: 'system_busy' })
  release(1)
  await readAll(cache.open(recipe), 0, 10)
  await cache[Symbol.asyncDispose]()
  await reading
  assert.equal(await parts.files.head(recipe.key), undefined)
  assert.deepEqual(await readdir(parts.folder, { recursive: true }), [])
})

test('a process whose folder was cleaned away makes it again', async () => {
  await using parts = await openParts()
  await using cache = openRenditionCache(parts)
  await rm(parts.folder, { recursive: true, force: true })
  const recipe = aRecipe()
  assert.deepEqual(await readAll(cache.open(recipe)), recipe.bytes)
})

test('a file of unknown length is made once, and it is told how long it became and when it is used again', async () => {
  await using parts = await openParts()
  const told: unknown[] = []
  const uses: RenditionUses = {
    made: async (...made) => void told.push(made),
    used: async (key) => void told.push(key),
  }
  await using cache = openRenditionCache({ ...parts, uses })
  async function* make() {
    yield Buffer.from('one')
    yield Buffer.from('two')
  }
  await cache.keep('renditions/b', make)
  await cache.keep('renditions/b', make)
  assert.equal((await parts.files.read('renditions/b')).toString(), 'onetwo')
  assert.deepEqual(told, [['renditions/b', 6], 'renditions/b'])
})

async function openParts() {
  const root = await mkdtemp(join(tmpdir(), 'lectern-renditions-'))
  const close = () => rm(root, { recursive: true, force: true })
  const files = await openFolderStore(join(root, 'files'))
  await mkdir(join(root, 'growing'))
  const uses: RenditionUses = { async made() {}, async used() {} }
  return { files, folder: join(root, 'growing'), uses, [Symbol.asyncDispose]: close }
}

function aRecipe(): Recipe & { bytes: Buffer; timesMade(): number } {
  const bytes = randomBytes(200_000)
  let timesMade = 0
  return {
    key: 'renditions/a',
    byteLength: bytes.length,
    bytes,
    async *render(_signal) {
      timesMade++
      for (let start = 0; start < bytes.length; start += 30_000) yield bytes.subarray(start, start + 30_000)
    },
    timesMade: () => timesMade,
  }
}

/** A recipe that makes its pieces one by one, as they are released. */
function aSlowRecipe() {
  const recipe = aRecipe()
  let allowed = 0
  let wake = () => {}
  async function* render(signal: AbortSignal) {
    signal.addEventListener('abort', () => wake())
    let made = 0
    for await (const piece of recipe.render(signal)) {
      while (made >= allowed && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
      made++
      yield piece
    }
  }
  const release = (pieces: number) => {
    allowed += pieces
    wake()
  }
  return { recipe: { ...recipe, render }, release }
}

async function readAll(source: ByteSource, start = 0, end = source.byteLength): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read(start, end)))
}
