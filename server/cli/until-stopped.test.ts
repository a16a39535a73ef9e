import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

test('a process ends though a folder never answers it', { timeout: 120_000 }, async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-'))
  const silent = join(folder.path, 'silent')
  execFileSync('mkfifo', [silent]) // opening it waits until somebody writes into it
  const script = `
    import { readFile } from 'node:fs'
    import { listenForStop } from '${import.meta.resolve('./until-stopped.ts')}'
    listenForStop(100)
    readFile('${silent}', () => {})
    console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [null, 'SIGKILL'])
})
