import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants, mkdtempDisposable, open } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeFileStore } from './file-store.conformance.ts'
import { openFolderStore } from './folder-store.ts'

describeFileStore(openStore)

test('a file larger than the process may write is `disk_full` and leaves nothing behind', async () => {
  await using store = await openStore()
  // 200 blocks of 512 or 1024 bytes, as the shell has it.
  const told = spawnSync('sh', ['-c', 'ulimit -f 200 && exec "$@"', 'sh', ...putCommand(store.path, 1_000_000)])
  assert.equal(String(told.stdout), 'disk_full', String(told.stderr))
  assertHolds(store.path, ['small'])
})

test('a full disk is `disk_full` and leaves nothing behind', { skip: !canMount() }, async () => {
  await using store = await openStore()
  const script = 'mount -t tmpfs -o size=512k none "$0" && "$@" && ls -A "$0/.unfinished" && ls "$0"'
  const command = ['-rm', 'sh', '-c', script, store.path, ...putCommand(store.path, 1_000_000)]
  const told = spawnSync('unshare', command)
  assert.equal(String(told.stdout), 'disk_fullsmall\n', String(told.stderr))
})

test('a file system that tells of no size is not full', { skip: !canMount() }, async () => {
  await using store = await openStore()
  const script = `
    const { openFolderStore } = await import('${import.meta.resolve('./folder-store.ts')}')
    process.stdout.write(String(await (await openFolderStore(process.argv[1])).room()))`
  const ask = [process.execPath, '--input-type=module', '-e', script, store.path]
  const mount = 'mount -t tmpfs -o size=0 none "$0" && "$@"'
  const told = spawnSync('unshare', ['-rm', 'sh', '-c', mount, store.path, ...ask])
  assert.equal(String(told.stdout), 'undefined', String(told.stderr))
})

test('opening removes what killed processes have left, and nothing of the living', async () => {
  await using store = await openStore()
  const living = `${hostname()}~${process.ppid}~b`
  const names = [`${hostname()}~${deadPid()}~a`, living, 'elsewhere~1~c']
  for (const name of names) writeFileSync(join(store.path, '.unfinished', name), '')
  await openFolderStore(store.path)
  assert.deepEqual(readdirSync(join(store.path, '.unfinished')).sort(), [living, 'elsewhere~1~c'].sort())
})

test('a folder that cannot be used is an error with its name', async () => {
  await using store = await openStore()
  writeFileSync(join(store.path, 'file'), '')
  const expected = { code: 'storage_failed', message: /file\/below.* E(NOTDIR|EXIST)/ }
  await assert.rejects(openFolderStore(join(store.path, 'file', 'below')), expected)
  await assert.rejects(store.files.put('file/below', Buffer.from('1')), expected)
})

test('a folder that does not answer is `storage_unavailable`, and works again when it is back', async () => {
  await using store = await openStore()
  const files = await openFolderStore(store.path, 3)
  const silent = join(store.path, 'silent')
  execFileSync('mkfifo', [silent]) // opening it waits until somebody writes into it
  try {
    await Promise.all([
      assert.rejects(files.read('silent'), { code: 'storage_unavailable' }),
      assert.rejects(files.get('silent'), { code: 'storage_unavailable' }),
    ])
  } finally {
    const writer = await open(silent, constants.O_RDWR)
    await writer.close()
  }
  await files.put('file', Buffer.from('1'))
  assert.equal(String(await files.read('file')), '1')
})

test('what could not be begun to be written is not left open', async () => {
  await using store = await openStore()
  const source = join(store.path, 'source')
  writeFileSync(source, 'x')
  rmSync(join(store.path, '.unfinished'), { recursive: true })
  const content = createReadStream(source)
  const closed = once(content, 'close')
  await assert.rejects(store.files.put('file', content), { code: 'storage_failed' })
  assert.ok(content.destroyed)
  await closed
})

test('stored files are for their owner only', async () => {
  await using store = await openStore()
  await store.files.put('file', Buffer.from('1'))
  assert.equal(statSync(join(store.path, 'file')).mode & 0o777, 0o600)
})

async function openStore() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'lectern-'))
  const files = await openFolderStore(folder.path)
  return { files, path: folder.path, [Symbol.asyncDispose]: () => folder.remove() }
}

/** A process that puts a small file, then one of `byteLength`, and prints the error's code. */
function putCommand(folder: string, byteLength: number): string[] {
  const script = `
    const { openFolderStore } = await import('${import.meta.resolve('./folder-store.ts')}')
    const files = await openFolderStore(process.argv[1])
    await files.put('small', Buffer.from('1'))
    const error = await files.put('large', Buffer.alloc(Number(process.argv[2]))).catch((error) => error)
    process.stdout.write(error.code)`
  return [process.execPath, '--input-type=module', '-e', script, folder, String(byteLength)]
}

function assertHolds(folder: string, names: string[]): void {
  assert.deepEqual(readdirSync(folder).sort(), ['.unfinished', ...names])
  assert.deepEqual(readdirSync(join(folder, '.unfinished')), [])
}

function deadPid(): number {
  return spawnSync('true').pid
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
