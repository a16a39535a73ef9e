import assert from 'node:assert/strict'
import { ChildProcess, spawnSync } from 'node:child_process'
import { cp, mkdtempDisposable, realpath, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { retryOf } from '#server/base/errors.ts'
import { aDocument } from './documents.test-kit.ts'
import { readInProcess } from './reading-process.ts'

test('a reading process that dies is a broken document, not a broken studio', async () => {
  for (const program of ['process.exit(3)', 'process.kill(process.pid, "SIGSEGV")', 'throw new Error("no")']) {
    await assert.rejects(readWith(program), { code: 'document_broken', message: /"book\.epub" could not be read/ })
  }
})

test('a document is not to blame for what ends its process from outside, such as Ctrl-C: it is read again', async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL']) {
    const error = await readWith(`process.kill(process.pid, '${signal}')`).catch((thrown) => thrown)
    assert.deepEqual([error.code, retryOf(error)], ['system_busy', 'counted'])
  }
})

test('an answer counts also where its process has ended by itself before it is heard', async (t) => {
  t.mock.method(ChildProcess.prototype, 'kill', () => false) // as of a process that is no more
  const program = `process.on('message', () => process.send({ document: {} }, () => process.disconnect()))`
  assert.deepEqual(await readWith(program), { document: {} })
})

test('a reading process that never answers is ended', async () => {
  await assert.rejects(readWith('setInterval(() => {}, 1000)', 0.2), { code: 'document_too_large' })
  await assert.rejects(readWith('for (;;);', 0.2), { code: 'document_too_large' })
})

test('proof: a document is read also where the packages lie elsewhere, and a link leads to them', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-linked-'))
  const root = join(import.meta.dirname, '../../..')
  for (const name of ['contract', 'data', 'package.json', 'server'])
    await cp(join(root, name), join(folder.path, name), { recursive: true })
  await symlink(await realpath(join(root, 'node_modules')), join(folder.path, 'node_modules'))
  const program = `
    import { importDocument } from '#server/importing/reading/import-document.ts'
    const { format } = await importDocument(${JSON.stringify(join(root, 'samples/first-pages.epub'))}, {
      fileName: 'book.epub', choices: {}, signal: AbortSignal.timeout(60_000)
    })
    console.log(format)`
  const told = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  assert.equal(told.stdout, 'EPUB\n', told.stderr)
})

test('of a reading process that complains without end little is kept', async () => {
  const program = `process.on('message', () => {
    for (let count = 0; count < 200; count++) require('node:fs').writeSync(2, 'complaint '.repeat(10_000))
    process.exit()
  })`
  const error = await readWith(program).catch((thrown) => thrown)
  assert.ok(String(error.cause).length <= 20_000)
})

test('a reading process that takes too much memory is ended, whatever kind of memory it is', async () => {
  const hoard = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(30_000_000, 1)), 20)'
  const program = `process.on('message', () => { ${hoard} })`
  await assert.rejects(readWith(program, 60, undefined, 100), {
    code: 'document_too_large',
    message: /100 MB of memory/,
  })
})

test('a reading process sees nothing of our environment', async () => {
  process.env.LECTERN_TEST_SECRET = 'secret'
  const program = `process.on('message', () => process.send({ document: { env: process.env.LECTERN_TEST_SECRET } }))`
  assert.deepEqual(await readWith(program), { document: { env: undefined } })
})

test('a reading process reads no other file, writes none, and starts no program', async () => {
  const program = `
    const { readFileSync, writeFileSync } = require('node:fs')
    const tried = [
      () => readFileSync('/etc/hostname'),
      () => writeFileSync(__filename + '.more', ''),
      () => require('node:child_process').execFileSync('true'),
      () => new (require('node:worker_threads').Worker)('1', { eval: true }),
    ].map((attempt) => { try { attempt(); return 'done' } catch (error) { return error.code } })
    process.on('message', () => process.send({ document: { tried } }))`
  assert.deepEqual(await readWith(program), { document: { tried: Array(4).fill('ERR_ACCESS_DENIED') } })
})

test('an import that is aborted beforehand starts no process', async () => {
  await assert.rejects(readWith('', 10, AbortSignal.abort(new Error('gone'))), /gone/)
})

/** Reads with a program that stands for the real one. */
async function readWith(program: string, seconds = 60, signal?: AbortSignal, memoryMegabytes = 500) {
  await using script = await aDocument(program, 'book.epub', { seconds, memoryMegabytes })
  const { path, fileName, limits, choices } = script
  return await readInProcess({ path, fileName, limits, choices }, signal, path)
}
