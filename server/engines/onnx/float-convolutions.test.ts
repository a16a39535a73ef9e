import assert from 'node:assert/strict'
import { test } from 'node:test'
import { floatConvolutions } from './float-convolutions.ts'
import { readModel, writeModel } from './model-graph.ts'
import { runtimeVersion } from './runtime-version.ts'
import { loadRuntime, openSession } from './session.ts'
import { node, value, weight, writeTestModel } from './write-model.test-kit.ts'

const skip = runtimeVersion() ? false : 'The npm package onnxruntime-node is not installed.'

test('a quantised convolution becomes a floating-point one that hears the same', { skip }, async () => {
  const quantized = writeQuantizedConvolution()
  const { model, count } = floatConvolutions(readModel(quantized), 'y')
  assert.equal(count, 1)
  const bytes = writeModel(model)
  const operators = readModel(bytes).nodes.map(({ operator }) => operator)
  assert.deepEqual(operators, ['DequantizeLinear', 'Unsqueeze', 'Conv', 'Squeeze'])
  const x = [0.1, -0.4, 0.9, 0.3, -0.7, 0.2, 0.8, -0.1]
  const [exact, rounded] = [await run(bytes, x), await run(quantized, x)]
  assert.deepEqual(exact.map(toTwoDigits), convolve(x).map(toTwoDigits))
  for (const [index, one] of exact.entries()) assert.ok(Math.abs(one - rounded[index]!) < 0.05)
})

test('a model that is quantised in another way is refused, one that is not stays as it is', () => {
  const odd = writeTestModel({
    ...ends,
    nodes: [node('ConvInteger', ['x', 'w'], 'z'), node('Neg', ['z'], 'y')],
    weights: [],
  })
  assert.throws(() => floatConvolutions(readModel(odd), 'y'), RangeError)
  const plain = writeTestModel({ ...ends, nodes: [node('Neg', ['x'], 'y')], weights: [] })
  assert.equal(floatConvolutions(readModel(plain), 'y').count, 0)
})

const ends = { inputs: [value('x', 'float32', [1, 2, 4])], outputs: [value('y', 'float32', [1, 1, 'width'])] }
/** Two channels of three, around a zero of 128; one step is 0.01. */
const kernel = [100, 200, 50, 250, 128, 10]
const bias = 0.25

function writeQuantizedConvolution(): Uint8Array {
  return writeTestModel({
    ...ends,
    weights: [
      weight('w', 'uint8', [1, 2, 3], kernel),
      weight('w_scale', 'float32', [], [0.01]),
      weight('w_zero', 'uint8', [], [128]),
      weight('bias', 'float32', [1], [bias]),
      weight('shape', 'int64', [3], [1, 1, 1]),
    ],
    nodes: [
      node('DynamicQuantizeLinear', ['x'], ['x_q', 'x_scale', 'x_zero']),
      node('Mul', ['x_scale', 'w_scale'], 'scale'),
      node('Div', ['bias', 'scale'], 'bias_steps'),
      node('Floor', ['bias_steps'], 'bias_floor'),
      node('Cast', ['bias_floor'], 'bias_whole', { to: 6 }),
      node('Reshape', ['bias_whole', 'shape'], 'bias_q'),
      node('ConvInteger', ['x_q', 'w', 'x_zero', 'w_zero'], 'steps', { pads: [1, 1], kernel_shape: [3] }),
      node('Add', ['steps', 'bias_q'], 'biased'),
      node('Cast', ['biased'], 'number', { to: 1 }),
      node('Mul', ['number', 'scale'], 'y'),
    ],
  })
}

async function run(model: Uint8Array, x: number[]): Promise<number[]> {
  const runtime = await loadRuntime()
  const session = await openSession(runtime, model)
  const { y } = await session.run({ x: new runtime.Tensor('float32', x, [1, 2, 4]) })
  return Array.from(y!.data as Float32Array)
}

function convolve(x: number[]): number[] {
  return [0, 1, 2, 3].map((place) => {
    const parts = kernel.map((step, index) => {
      const at = place + (index % 3) - 1
      return at < 0 || at > 3 ? 0 : (step - 128) * 0.01 * x[Math.floor(index / 3) * 4 + at]!
    })
    return parts.reduce((sum, part) => sum + part, bias)
  })
}

function toTwoDigits(value: number): string {
  return value.toFixed(2)
}
