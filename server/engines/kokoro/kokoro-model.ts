import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { findDurations } from '../onnx/find-durations.ts'
import { floatConvolutions } from '../onnx/float-convolutions.ts'
import { addOutput, type GraphValue, type ModelGraph, readModel, writeModel } from '../onnx/model-graph.ts'
import { loadRuntime, openSession, type Runtime } from '../onnx/session.ts'
import type { RawSpeech } from '../onnx/speech-times.ts'
import { padId, symbolIds } from './symbol-ids.ts'

/** Whether the convolutions run on the 8-bit weights of the file or are turned to floating point when it is loaded. */
export type Weights = 'int8' | 'float'

/** Kokoro, loaded. */
export interface KokoroModel {
  /**
   * @param symbols of the alphabet of `symbol-ids.ts`, at most `mostSymbols`; others are an error
   * @param style of a voice: `readStyles`
   * @param speed 0.5 to 2
   */
  speak(symbols: string, styles: Float32Array, speed: number): Promise<RawSpeech>
}

/** The model was trained on up to 510; more than 512 with the pads do not fit into it. */
export const mostSymbols = 510

export const sampleRate = 24_000
const frameSamples = 600
/** The sound lies so many frames before the sum of the durations: measured with forced alignment, 75 ms ± 25 ms. */
const earlyFrames = 3
const styleRows = 510
const styleLength = 256

/**
 * Loads a model: a second, half a gigabyte.
 * @throws Error that names the file when it is not Kokoro, cut off, or not for this runtime
 */
export async function openKokoro(file: string, weights: Weights): Promise<KokoroModel> {
  const runtime = await loadRuntime()
  try {
    const graph = readModel(await readFile(file))
    const durations = findDurations(graph)
    const names = nameValues(graph)
    const model = weights === 'float' ? floatOrAsIs(graph, durations) : graph
    const session = await openSession(runtime, writeModel(addOutput(model, durations)))
    return { speak: (...request) => speak({ runtime, session, names: { ...names, durations } }, ...request) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${basename(file)} cannot be loaded: ${reason}`, { cause })
  }
}

/**
 * The styles of a voice, a row for each length of text.
 * @throws Error that names the file
 */
export async function readStyles(folder: string, voice: string): Promise<Float32Array> {
  const file = join(folder, `${voice}.bin`)
  const { size } = await stat(file)
  const expected = styleRows * styleLength * 4
  if (size !== expected) throw new Error(`${basename(file)} has ${size} bytes; a voice has ${expected}`)
  const bytes = await readFile(file)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + size))
}

interface Names {
  tokens: string
  style: string
  speed: string
  audio: string
}

/** Exports differ in the names, so what goes in and comes out is told by its type and shape. */
function nameValues({ inputs, outputs }: ModelGraph): Names {
  const find = (values: GraphValue[], type: GraphValue['type'], ...ranks: number[]) => {
    const found = values.find((value) => value.type === type && ranks.includes(value.rank ?? -1))
    if (!found) throw new RangeError('The model is of another kind than Kokoro.')
    return found.name
  }
  return {
    tokens: find(inputs, 'int64', 2),
    style: find(inputs, 'float32', 2),
    speed: find(inputs, 'float32', 0, 1),
    audio: find(outputs, 'float32', 1, 2, 3),
  }
}

/** Exports that are not quantised have nothing to turn. */
function floatOrAsIs(graph: ModelGraph, durations: string): ModelGraph {
  try {
    return floatConvolutions(graph, durations).model
  } catch (thrown) {
    if (thrown instanceof RangeError) return graph
    throw thrown
  }
}

interface Loaded {
  runtime: Runtime
  session: InferenceSession
  names: Names & { durations: string }
}

async function speak(
  { runtime: { Tensor }, session, names }: Loaded,
  symbols: string,
  styles: Float32Array,
  speed: number,
): Promise<RawSpeech> {
  const ids = [padId, ...toIds(symbols), padId]
  const row = Math.min(symbols.length, styleRows - 1) * styleLength
  const output = await session.run({
    [names.tokens]: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    [names.style]: new Tensor('float32', styles.slice(row, row + styleLength), [1, styleLength]),
    [names.speed]: new Tensor('float32', [speed], [1]),
  })
  const samples = floatsOf(output[names.audio])
  return { samples, sampleRate, borders: toBorders(floatsOf(output[names.durations]), samples.length) }
}

function toIds(symbols: string): number[] {
  if (symbols.length > mostSymbols) throw new RangeError(`${symbols.length} symbols are more than ${mostSymbols}`)
  return Array.from(symbols, (symbol) => {
    const id = symbolIds.get(symbol)
    if (id === undefined) throw new RangeError(`the symbol "${symbol}" is unknown`)
    return id
  })
}

function floatsOf(tensor: Tensor | undefined): Float32Array {
  return tensor!.data as Float32Array
}

/** From the frames of each id, the pads included, to the samples at which the symbols begin and the last one ends. */
function toBorders(frames: Float32Array, sampleCount: number): number[] {
  const borders: number[] = []
  let sum = 0
  for (const count of frames) {
    borders.push(Math.max(0, sum - earlyFrames) * frameSamples)
    sum += count
  }
  if (sum * frameSamples !== sampleCount) throw new Error('the durations do not match the sound')
  return borders.slice(1)
}
