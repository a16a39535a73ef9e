import { concatBytes, type Field, listNumbers, readFields, toText, writeField, writeLongField } from './protobuf.ts'

/** What we read of an ONNX model: enough to find our way in it and to change it. Weights stay bytes. */
export interface ModelGraph {
  nodes: GraphNode[]
  inputs: GraphValue[]
  outputs: GraphValue[]
  /** The bytes of each weight (TensorProto), by name. */
  weights: Map<string, Uint8Array>
  /** Fields of the model outside of the graph, and of the graph beside those above: copied as they are. */
  otherFields: { model: Uint8Array[]; graph: Uint8Array[] }
}

export interface GraphNode {
  name: string
  operator: string
  inputs: string[]
  outputs: string[]
  /** AttributeProto each. */
  attributes: Uint8Array[]
  /** Its other fields, such as the domain of its operator: copied as they are. */
  otherFields: Uint8Array[]
}

/** Something that goes into the graph or comes out of it. */
export interface GraphValue {
  name: string
  type: 'float32' | 'int64' | 'other'
  /** How many dimensions; undefined when the model does not tell. */
  rank: number | undefined
  raw: Uint8Array
}

/**
 * Reads a model without an ONNX library.
 * @throws RangeError when the bytes are cut off or are no model
 * Source of the field numbers: onnx.proto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function readModel(bytes: Uint8Array): ModelGraph {
  const graph: ModelGraph = {
    nodes: [],
    inputs: [],
    outputs: [],
    weights: new Map(),
    otherFields: { model: [], graph: [] },
  }
  for (const { number, value, raw } of readFields(bytes)) {
    if (number !== modelFields.graph) graph.otherFields.model.push(raw)
    else for (const field of readFields(value as Uint8Array)) addField(graph, field)
  }
  if (graph.nodes.length === 0) throw new RangeError('The file is no ONNX model.')
  return graph
}

/**
 * The bytes of a model, which are long: they are copied once. What is known of values inside the graph is left out: the
 * runtime finds it again.
 */
export function writeModel({ nodes, inputs, outputs, weights, otherFields }: ModelGraph): Uint8Array {
  const graph = [
    ...nodes.map((node) => writeField(graphFields.node, writeNode(node))),
    ...[...weights.values()].flatMap((weight) => writeLongField(graphFields.weight, [weight])),
    ...otherFields.graph,
    ...[...inputs, ...outputs].map(({ raw }) => raw),
  ]
  return concatBytes([...otherFields.model, ...writeLongField(modelFields.graph, graph)])
}

/** The model with a value inside its graph as one more output. */
export function addOutput(model: ModelGraph, name: string): ModelGraph {
  const raw = writeField(graphFields.output, writeField(valueFields.name, name))
  return { ...model, outputs: [...model.outputs, { name, type: 'other', rank: undefined, raw }] }
}

const modelFields = { graph: 7 }
const graphFields = { node: 1, weight: 5, input: 11, output: 12, valueInside: 13 }
const nodeFields = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 }
const valueFields = { name: 1, type: 2 }
export const tensorFields = { dimension: 1, type: 2, name: 8, bytes: 9 }
export const attributeFields = { name: 1, integers: 8, type: 20 }

function addField(graph: ModelGraph, { number, value, raw }: Field): void {
  const bytes = value as Uint8Array
  if (number === graphFields.node) graph.nodes.push(readNode(bytes))
  else if (number === graphFields.weight) graph.weights.set(nameOf(bytes, tensorFields.name), bytes)
  else if (number === graphFields.input) graph.inputs.push(readValue(bytes, raw))
  else if (number === graphFields.output) graph.outputs.push(readValue(bytes, raw))
  else if (number !== graphFields.valueInside) graph.otherFields.graph.push(raw)
}

function readNode(bytes: Uint8Array): GraphNode {
  const fields = [...readFields(bytes)]
  const textsOf = (number: number) =>
    fields.filter((field) => field.number === number).map(({ value }) => toText(value))
  return {
    name: textsOf(nodeFields.name)[0] ?? '',
    operator: textsOf(nodeFields.operator)[0] ?? '',
    inputs: textsOf(nodeFields.input),
    outputs: textsOf(nodeFields.output),
    attributes: fields.filter(({ number }) => number === nodeFields.attribute).map(({ value }) => value as Uint8Array),
    otherFields: fields.filter(({ number }) => number > nodeFields.attribute).map(({ raw }) => raw),
  }
}

function writeNode({ name, operator, inputs, outputs, attributes, otherFields }: GraphNode): Uint8Array {
  return concatBytes([
    ...inputs.map((input) => writeField(nodeFields.input, input)),
    ...outputs.map((output) => writeField(nodeFields.output, output)),
    writeField(nodeFields.name, name),
    writeField(nodeFields.operator, operator),
    ...attributes.map((attribute) => writeField(nodeFields.attribute, attribute)),
    ...otherFields,
  ])
}

const elementTypes: Record<number, GraphValue['type']> = { 1: 'float32', 7: 'int64' }

/** ValueInfoProto: name, and a type that may have an element type and a shape. */
function readValue(bytes: Uint8Array, raw: Uint8Array): GraphValue {
  const type = findMessage(bytes, valueFields.type)
  const tensor = type && findMessage(type, 1)
  const [elementType = 0] = tensor ? listNumbers(readFields(tensor), 1) : []
  const shape = tensor && findMessage(tensor, 2)
  const rank = shape && [...readFields(shape)].length
  return { name: nameOf(bytes, valueFields.name), type: elementTypes[elementType] ?? 'other', rank, raw }
}

function nameOf(bytes: Uint8Array, number: number): string {
  const name = findMessage(bytes, number)
  return name ? toText(name) : ''
}

function findMessage(bytes: Uint8Array, number: number): Uint8Array | undefined {
  for (const field of readFields(bytes)) if (field.number === number) return field.value as Uint8Array
  return undefined
}
