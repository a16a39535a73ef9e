import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeTinyKokoro } from '../kokoro/tiny-kokoro.test-kit.ts'
import { findDurations } from './find-durations.ts'
import { addOutput, readModel, writeModel } from './model-graph.ts'
import { node, value, weight, writeTestModel } from './write-model.test-kit.ts'

const tiny = writeTinyKokoro()

test('a model tells what goes in and comes out, by name, type and number of dimensions', () => {
  const { inputs, outputs, weights } = readModel(tiny)
  assert.deepEqual(
    inputs.map(({ name, type, rank }) => [name, type, rank]),
    [
      ['tokens', 'int64', 2],
      ['style', 'float32', 2],
      ['speed', 'float32', 1],
    ],
  )
  assert.deepEqual(
    outputs.map(({ name, type, rank }) => [name, type, rank]),
    [['audio', 'float32', 1]],
  )
  assert.ok(weights.has('pitch'))
})

test('a model that is written says what was read', () => {
  const read = readModel(tiny)
  assert.deepEqual(readModel(writeModel(read)), read)
})

test('a value inside becomes one more output', () => {
  const added = addOutput(readModel(tiny), 'frames')
  const names = readModel(writeModel(added)).outputs.map(({ name }) => name)
  assert.deepEqual(names, ['audio', 'frames'])
})

test('durations are what comes of rounding, wherever it is called', () => {
  assert.equal(findDurations(readModel(tiny)), 'frames')
  assert.equal(findDurations(modelOf(node('Exp', ['x'], 'y'), node('Ceil', ['y'], 'z'))), 'z')
})

test('a model of another kind has no durations', () => {
  assert.throws(() => findDurations(modelOf(node('Exp', ['x'], 'y'))), /another kind/)
  assert.throws(() => findDurations(modelOf(node('Ceil', ['x'], 'y'), node('Ceil', ['y'], 'z'))), /another kind/)
})

test('a model that is cut off anywhere, or is no model, is told from a whole one', () => {
  for (let length = 0; length < tiny.length; length += 7)
    assert.throws(() => readModel(tiny.slice(0, length)), RangeError)
  for (const text of ['', '<!doctype html><p>Not found', 'PK\u0003\u0004', '\u00ff'.repeat(100)]) {
    assert.throws(() => readModel(Buffer.from(text)), RangeError)
  }
})

function modelOf(...nodes: Uint8Array[]) {
  const [inputs, outputs] = [[value('x', 'float32', [1])], [value('z', 'float32', [1])]]
  return readModel(writeTestModel({ nodes, weights: [weight('w', 'float32', [1], [1])], inputs, outputs }))
}
