import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readInProcess } from './reading-process.ts'
import { aDocument } from './test-document.ts'

test('a reading process that dies is a broken document, not a broken studio', async () => {
  for (const program of ['process.exit(3)', 'process.kill(process.pid, "SIGSEGV")', 'throw new Error("no")']) {
    await assert.rejects(readWith(program), { code: 'document_broken', message: /"book\.epub" could not be read/ })
  }
})

test('a reading process that never answers is ended', async () => {
  await assert.rejects(readWith('setInterval(() => {}, 1000)', 0.2), { code: 'document_too_large' })
  await assert.rejects(readWith('for (;;);', 0.2), { code: 'document_too_large' })
})

test('a reading process sees nothing of our environment', async () => {
  process.env.LECTERN_TEST_SECRET = 'secret'
  const program = `process.on('message', () => process.send({ document: { env: process.env.LECTERN_TEST_SECRET } }))`
  assert.deepEqual(await readWith(program), { env: undefined })
})

test('an import that is aborted beforehand starts no process', async () => {
  await assert.rejects(readWith('', 10, AbortSignal.abort(new Error('gone'))), /gone/)
})

/** Reads with a program that stands for the real one. */
async function readWith(program: string, seconds = 60, signal?: AbortSignal) {
  await using script = await aDocument(program, 'book.epub', { seconds })
  const { path, fileName, limits } = script
  return await readInProcess({ format: 'EPUB', path, fileName, limits }, signal, path)
}
