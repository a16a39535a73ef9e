import { attributeFields, type GraphNode, type ModelGraph, tensorFields } from './model-graph.ts'
import { concatBytes, listNumbers, readFields, toText, writeField } from './protobuf.ts'

/**
 * Turns the convolutions of a dynamically quantised model to floating point: ONNX Runtime up to 1.30 is faster so, and what
 * goes through them is no longer rounded. The weights stay quantised in the bytes; the runtime unpacks them when it loads
 * the model, if its session option `session.disable_quant_qdq` is '1'. They become two-dimensional with a height of 1, for
 * which the runtime has faster code.
 *
 *     before  DynamicQuantizeLinear(x) → ConvInteger(weights) [→ Add(bias)] → Cast → Mul(scale)
 *     after   Unsqueeze(x) → Conv(DequantizeLinear(weights), bias) → Squeeze
 *
 * @param keep a value inside the graph that must stay
 * @returns the model, and how many convolutions were turned
 * @throws RangeError when the model is not of this make
 */
export function floatConvolutions(model: ModelGraph, keep: string): { model: ModelGraph; count: number } {
  const links = linkNodes(model.nodes)
  const found = model.nodes.filter(({ operator }) => operator === 'ConvInteger').map((node) => describe(node, links))
  const replaced = new Set(found.flatMap(({ nodes }) => nodes))
  const writtenAt = new Map(found.map((convolution) => [convolution.nodes.at(-1)!, convolution]))
  const weights = new Map(model.weights).set(axisName, heightAxis)
  const unpacked = new Set<string>()
  const nodes = model.nodes.flatMap((node) => {
    const convolution = writtenAt.get(node)
    if (!convolution) return replaced.has(node) ? [] : [node]
    const isNew = !unpacked.has(convolution.weights)
    if (isNew) weights.set(convolution.weights, withHeight(weights.get(convolution.weights)))
    unpacked.add(convolution.weights)
    return toFloat(convolution, isNew)
  })
  const outputs = [keep, ...model.outputs.map(({ name }) => name)]
  return { model: withoutUnread({ ...model, nodes, weights }, outputs), count: found.length }
}

/** One quantised convolution: where its parts come from, and the nodes that it is made of, the last one last. */
interface Convolution {
  node: GraphNode
  input: string
  weights: string
  weightScale: string
  weightZero: string
  bias: string | undefined
  output: string
  nodes: GraphNode[]
}

interface Links {
  makerOf: Map<string, GraphNode>
  readersOf: Map<string, GraphNode[]>
}

function linkNodes(nodes: GraphNode[]): Links {
  const makerOf = new Map<string, GraphNode>()
  const readersOf = new Map<string, GraphNode[]>()
  for (const node of nodes) {
    for (const output of node.outputs) makerOf.set(output, node)
    for (const input of node.inputs) {
      const readers = readersOf.get(input)
      if (readers) readers.push(node)
      else readersOf.set(input, [node])
    }
  }
  return { makerOf, readersOf }
}

function describe(node: GraphNode, links: Links): Convolution {
  const [quantized, weights, , weightZero] = node.inputs
  const quantizer = expect(links.makerOf.get(quantized!), 'DynamicQuantizeLinear')
  const nodes = [node]
  let next = onlyReader(node, links)
  let bias: string | undefined
  if (next.operator === 'Add') {
    bias = floatBias(otherInput(next, node.outputs[0]!), links)
    nodes.push(next)
    next = onlyReader(next, links)
  }
  const cast = expect(next, 'Cast')
  const scaling = expect(onlyReader(cast, links), 'Mul')
  const scale = expect(links.makerOf.get(otherInput(scaling, cast.outputs[0]!)), 'Mul')
  return {
    node,
    input: quantizer.inputs[0]!,
    weights: weights!,
    weightScale: otherInput(scale, quantizer.outputs[1]!),
    weightZero: weightZero!,
    bias,
    output: scaling.outputs[0]!,
    nodes: [...nodes, cast, scaling],
  }
}

/** The quantised bias is made of the float one: bias → Div(scale) → Floor → Cast → Reshape. */
function floatBias(name: string, { makerOf }: Links): string {
  for (let node = makerOf.get(name); node; node = makerOf.get(node.inputs[0]!)) {
    if (node.operator === 'Div') return node.inputs[0]!
  }
  throw new RangeError(`Nothing leads from "${name}" to a bias.`)
}

function expect(node: GraphNode | undefined, operator: string): GraphNode {
  if (node?.operator === operator) return node
  throw new RangeError(`There is ${node?.operator ?? 'nothing'} where ${operator} should be.`)
}

function onlyReader({ outputs, name }: GraphNode, { readersOf }: Links): GraphNode {
  const readers = readersOf.get(outputs[0]!) ?? []
  if (readers.length !== 1) throw new RangeError(`${readers.length} nodes read what ${name} makes.`)
  return readers[0]!
}

function otherInput({ inputs }: GraphNode, name: string): string {
  return inputs.find((input) => input !== name)!
}

const axisName = 'lectern/height-axis'
/** The number 2 as a weight: the height comes after batch and channels. */
const heightAxis = concatBytes([
  writeField(tensorFields.dimension, 1),
  writeField(tensorFields.type, 7), // int64
  writeField(tensorFields.name, axisName),
  writeField(tensorFields.bytes, Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0)),
])

function toFloat({ node, input, weights, weightScale, weightZero, bias, output }: Convolution, isNew: boolean) {
  const at = (part: string) => `lectern/${node.name}/${part}`
  const unpacked = `lectern/${weights}`
  const unpack = makeNode('DequantizeLinear', [weights, weightScale, weightZero], unpacked)
  const inputs = [at('input'), unpacked, ...(bias ? [bias] : [])]
  const convolve = makeNode('Conv', inputs, at('output'), node.attributes.flatMap(toTwoDimensions))
  const around = [makeNode('Unsqueeze', [input, axisName], at('input')), convolve]
  return [...(isNew ? [unpack] : []), ...around, makeNode('Squeeze', [at('output'), axisName], output)]
}

function makeNode(operator: string, inputs: string[], output: string, attributes: Uint8Array[] = []): GraphNode {
  return { name: `${output}/${operator}`, operator, inputs, outputs: [output], attributes, otherFields: [] }
}

/** The weights [out, in, width] as [out, in, 1, width]. */
function withHeight(tensor: Uint8Array | undefined): Uint8Array {
  const fields = [...readFields(tensor ?? new Uint8Array())]
  const dimensions = listNumbers(fields, tensorFields.dimension)
  if (dimensions.length !== 3) throw new RangeError('A convolution is not one-dimensional.')
  const [outputs, inputs, width] = dimensions
  return concatBytes([
    ...[outputs!, inputs!, 1, width!].map((dimension) => writeField(tensorFields.dimension, dimension)),
    ...fields.filter(({ number }) => number !== tensorFields.dimension).map(({ raw }) => raw),
  ])
}

/** An attribute of a convolution along a line, for one of height 1. */
function toTwoDimensions(attribute: Uint8Array): Uint8Array[] {
  const fields = [...readFields(attribute)]
  const name = toText(fields.find(({ number }) => number === attributeFields.name)!.value)
  const values = listNumbers(fields, attributeFields.integers)
  if (name === 'auto_pad') return []
  if (values.length === 0) return [attribute]
  const plane = name === 'pads' ? [0, values[0]!, 0, values[1]!] : [1, ...values]
  return [
    concatBytes([
      writeField(attributeFields.name, name),
      ...plane.map((value) => writeField(attributeFields.integers, value)),
      writeField(attributeFields.type, 7), // a list of integers
    ]),
  ]
}

/** Without nodes and weights that nothing reads any more. */
function withoutUnread(model: ModelGraph, outputs: string[]): ModelGraph {
  let nodes = model.nodes
  for (let count = -1; count !== nodes.length; ) {
    count = nodes.length
    const read = new Set([...outputs, ...nodes.flatMap(({ inputs }) => inputs)])
    nodes = nodes.filter((node) => node.outputs.some((output) => read.has(output)))
  }
  const read = new Set([...outputs, ...nodes.flatMap(({ inputs }) => inputs)])
  return { ...model, nodes, weights: new Map([...model.weights].filter(([name]) => read.has(name))) }
}
