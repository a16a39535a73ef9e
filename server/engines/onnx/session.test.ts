import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempDisposableSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runtimeVersion } from './runtime-version.ts'

const skip = runtimeVersion() ? false : 'The npm package onnxruntime-node is not installed.'

test('who loads a model tells nobody: ONNX Runtime makes no device id, and keeps no events to send', { skip }, () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-session-'))
  for (const name of ['home', 'tmp']) mkdirSync(join(folder.path, name))
  // Nothing that says that tests are running: there it would be quiet anyway.
  const env = { PATH: process.env.PATH, HOME: join(folder.path, 'home'), TMPDIR: join(folder.path, 'tmp') }
  const script = `
    import { loadRuntime, openSession } from './server/engines/onnx/session.ts'
    import { node, value, writeTestModel } from './server/engines/onnx/write-model.test-kit.ts'
    const [inputs, outputs] = ['x', 'y'].map((name) => [value(name, 'float32', [1])])
    const model = writeTestModel({ inputs, outputs, nodes: [node('Neg', ['x'], 'y')], weights: [] })
    await openSession(await loadRuntime(), model)
  `
  const root = join(import.meta.dirname, '../../..')
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, env })
  assert.deepEqual(readdirSync(folder.path, { recursive: true }).toSorted(), ['home', 'tmp'])
})
