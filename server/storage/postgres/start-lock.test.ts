import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { tryLock } from './start-lock.ts'

test('one holds the lock at a time', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-'))
  const file = join(folder.path, 'start.lock')
  const first = tryLock(file)
  assert.ok(first)
  assert.equal(tryLock(file), undefined)
  first[Symbol.dispose]()
  using second = tryLock(file)
  assert.ok(second)
})

test('the lock of a killed process is free', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-'))
  const file = join(folder.path, 'start.lock')
  const script = `const { tryLock } = await import('${import.meta.resolve('./start-lock.ts')}')
    globalThis.lock = tryLock(process.argv[1]); console.log('held'); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, file])
  await once(holder.stdout, 'data')
  assert.equal(tryLock(file), undefined)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  using lock = tryLock(file)
  assert.ok(lock)
})
