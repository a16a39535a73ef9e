import { attributeFields, tensorFields } from './model-graph.ts'
import { concatBytes, writeField } from './protobuf.ts'

/** A hand-made ONNX model. */
export interface TestModel {
  nodes: Uint8Array[]
  weights: Uint8Array[]
  inputs: Uint8Array[]
  outputs: Uint8Array[]
  /** Of the standard operators; 17 unless told. */
  opset?: number
}

/** The bytes of a model. Source of the field numbers: onnx.proto. */
export function writeTestModel({ nodes, weights, inputs, outputs, opset = 17 }: TestModel): Uint8Array {
  const graph = concatBytes([
    ...nodes.map((node) => writeField(1, node)),
    writeField(2, 'test'),
    ...weights.map((weight) => writeField(5, weight)),
    ...inputs.map((input) => writeField(11, input)),
    ...outputs.map((output) => writeField(12, output)),
  ])
  return concatBytes([writeField(1, 8), writeField(7, graph), writeField(8, writeField(2, opset))])
}

export function node(operator: string, inputs: string[], outputs: string | string[], attributes = {}): Uint8Array {
  return concatBytes([
    ...inputs.map((input) => writeField(1, input)),
    ...[outputs].flat().map((output) => writeField(2, output)),
    writeField(3, `${[outputs].flat()[0]}/${operator}`),
    writeField(4, operator),
    ...Object.entries<number | number[]>(attributes).map(([name, value]) => writeField(5, attribute(name, value))),
  ])
}

const types = { float32: 1, uint8: 2, int64: 7 } as const

/** @param dimensions empty for a single number */
export function weight(name: string, type: keyof typeof types, dimensions: number[], values: number[]): Uint8Array {
  const arrays = {
    float32: () => Float32Array.from(values),
    uint8: () => Uint8Array.from(values),
    int64: () => BigInt64Array.from(values, BigInt),
  }
  const { buffer } = arrays[type]()
  return concatBytes([
    ...dimensions.map((dimension) => writeField(tensorFields.dimension, dimension)),
    writeField(tensorFields.type, types[type]),
    writeField(tensorFields.name, name),
    writeField(tensorFields.bytes, new Uint8Array(buffer)),
  ])
}

/** What goes in or comes out. A dimension with a name may have any size. */
export function value(name: string, type: keyof typeof types, dimensions: (number | string)[]): Uint8Array {
  const shape = dimensions.map((size) => writeField(1, writeField(typeof size === 'number' ? 1 : 2, size)))
  const tensor = concatBytes([writeField(1, types[type]), writeField(2, concatBytes(shape))])
  return concatBytes([writeField(1, name), writeField(2, writeField(1, tensor))])
}

function attribute(name: string, value: number | number[]): Uint8Array {
  const isList = Array.isArray(value)
  return concatBytes([
    writeField(attributeFields.name, name),
    ...[value].flat().map((one) => writeField(isList ? attributeFields.integers : 3, one)),
    writeField(attributeFields.type, isList ? 7 : 2),
  ])
}
