import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { InferenceSession } from 'onnxruntime-node'
import { findDurations } from '../onnx/find-durations.ts'
import { addOutput, type ModelGraph, readModel, writeModel } from '../onnx/model-graph.ts'
import { loadRuntime, openSession, type Runtime } from '../onnx/session.ts'
import type { RawSpeech } from '../onnx/speech-times.ts'
import type { VoiceConfig } from './voice-files.ts'

/** A Piper voice, loaded. */
export interface PiperModel {
  /**
   * @param symbols of the voice's `phoneme_id_map`; others have no sound
   * @param speakerId for a model of several speakers
   * @param speed 1 is the voice's own
   */
  speak(symbols: string[], speakerId: number | undefined, speed: number): Promise<RawSpeech>
  close(): Promise<void>
}

/**
 * Loads a model: half a second, 170 MB.
 * @throws Error that names the file when it is no Piper voice, cut off, or not for this runtime
 */
export async function openPiper(file: string, config: VoiceConfig): Promise<PiperModel> {
  const runtime = await loadRuntime()
  try {
    const graph = readModel(await readFile(file))
    const names = { ...nameValues(graph), durations: findDurations(graph) }
    const session = await openSession(runtime, writeModel(addOutput(graph, names.durations)))
    const loaded = { runtime, session, names, config }
    const frameSamples = await measureFrame(loaded)
    return {
      speak: async (...request) => toSpeech(await run(loaded, ...request), frameSamples, config),
      close: () => session.release(),
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${basename(file)} cannot be loaded: ${reason}`, { cause })
  }
}

interface Names {
  symbols: string
  length: string
  scales: string
  /** Only in a model of several speakers. */
  speaker: string | undefined
  audio: string
  durations: string
}

/** What goes in and comes out is told by its type and shape; of the two lists of whole numbers the speakers come last. */
function nameValues({ inputs, outputs }: ModelGraph): Omit<Names, 'durations'> {
  const symbols = inputs.find(({ type, rank }) => type === 'int64' && rank === 2)
  const [length, speaker] = inputs.filter(({ type, rank }) => type === 'int64' && rank === 1)
  const scales = inputs.find(({ type, rank }) => type === 'float32' && rank === 1)
  const audio = outputs.find(({ type }) => type === 'float32')
  if (!symbols || !length || !scales || !audio) throw new RangeError('The model is of another kind than Piper.')
  return { symbols: symbols.name, length: length.name, scales: scales.name, speaker: speaker?.name, audio: audio.name }
}

interface Loaded {
  runtime: Runtime
  session: InferenceSession
  names: Names
  config: VoiceConfig
}

interface Output {
  samples: Float32Array
  /** Of each id. */
  frames: Float32Array
  /** The place of each symbol's first id, after the blank that stands before it; and of the end. */
  places: number[]
}

/** What lies around and between symbols. Source: `phonemes_to_ids` of Piper. */
const marks = { begin: '^', end: '$', blank: '_' }

/** The two scales of chance are 0, so that the same text always sounds the same. */
async function run(
  { runtime: { Tensor }, session, names, config }: Loaded,
  symbols: string[],
  speakerId: number | undefined,
  speed: number,
): Promise<Output> {
  const { ids, places } = toIds(symbols, config.phoneme_id_map)
  const lengthScale = (config.inference?.length_scale ?? 1) / speed
  const output = await session.run({
    [names.symbols]: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    [names.length]: new Tensor('int64', [BigInt(ids.length)], [1]),
    [names.scales]: new Tensor('float32', [0, lengthScale, 0], [3]),
    ...(names.speaker && { [names.speaker]: new Tensor('int64', [BigInt(speakerId ?? 0)], [1]) }),
  })
  const [samples, frames] = [output[names.audio]!.data, output[names.durations]!.data] as Float32Array[]
  return { samples: samples!, frames: frames!, places }
}

function toIds(symbols: string[], idMap: VoiceConfig['phoneme_id_map']): { ids: number[]; places: number[] } {
  const blank = idMap[marks.blank] ?? []
  const ids = [...(idMap[marks.begin] ?? []), ...blank]
  const places: number[] = []
  for (const symbol of symbols) {
    places.push(ids.length)
    const own = idMap[symbol]
    if (own) ids.push(...own, ...blank)
  }
  places.push(ids.length)
  return { ids: [...ids, ...(idMap[marks.end] ?? [])], places }
}

/** How many samples a frame is, which models do not tell. */
async function measureFrame(loaded: Loaded): Promise<number> {
  const symbols = Object.keys(loaded.config.phoneme_id_map).filter((symbol) => /\p{L}/u.test(symbol))
  const { samples, frames } = await run(loaded, symbols.slice(0, 10), 0, 1)
  const frameSamples = samples.length / sum(frames)
  if (!Number.isInteger(frameSamples)) throw new Error('its durations do not match its sound')
  return frameSamples
}

/** A symbol begins with the blank before it: measured with forced alignment, 5 ms from the sound. */
function toSpeech({ samples, frames, places }: Output, frameSamples: number, { audio }: VoiceConfig): RawSpeech {
  const starts = [0]
  for (const count of frames) starts.push(starts.at(-1)! + count * frameSamples)
  if (starts.at(-1) !== samples.length) throw new Error('the durations do not match the sound')
  const borders = places.map((place, index) => starts[index < places.length - 1 ? Math.max(0, place - 1) : place]!)
  return { samples, sampleRate: audio.sample_rate, borders }
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0)
}
