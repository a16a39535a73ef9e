import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { node, value, weight, writeTestModel } from '../onnx/write-model.test-kit.ts'

/** So long each symbol of the tiny model lasts at speed 1: its own three frames and those of the blank before it. */
export const symbolSeconds = (6 * 256) / 22_050

/** An empty folder for voices. */
export function openVoiceFolder() {
  return mkdtempDisposable(join(tmpdir(), 'lectern-piper-'))
}

/** Puts a tiny voice into a folder; `config` changes what is written beside it. */
export async function addTinyVoice(folder: string, name: string, config: object = {}, speakers = 1): Promise<void> {
  await writeFile(join(folder, `${name}.onnx`), writeTinyPiper(speakers))
  const written = { ...tinyConfig, num_speakers: speakers, ...config }
  await writeFile(join(folder, `${name}.onnx.json`), JSON.stringify(written))
}

const symbols = "_^$ !'(),-.:;?abcdefghijklmnopqrstuvwxyzæçðŋɐɑɒɔəɚɛɜɡɪɹɾʃʊʌʒθᵻˈˌːäöüß"

const tinyConfig = {
  audio: { sample_rate: 22_050, quality: 'tiny' },
  espeak: { voice: 'en-us' },
  phoneme_type: 'espeak',
  phoneme_id_map: Object.fromEntries(Array.from(symbols, (symbol, id) => [symbol, [id]])),
  language: { family: 'en', region: 'US', name_english: 'English' },
  dataset: 'tiny',
}

/**
 * A model with the inputs, the output and the durations of Piper. Each id is three frames of 256 samples, times the length
 * scale; letters and blanks are a tone by id and speaker, marks and spaces are silence.
 */
function writeTinyPiper(speakers: number): Uint8Array {
  const speaker = speakers > 1 ? [value('sid', 'int64', ['batch'])] : []
  return writeTestModel({
    inputs: [
      value('input', 'int64', ['batch', 'count']),
      value('input_lengths', 'int64', ['batch']),
      value('scales', 'float32', [3]),
      ...speaker,
    ],
    outputs: [value('output', 'float32', ['batch', 'time', 1, 'samples'])],
    weights: [
      weight('zero', 'float32', [], [0]),
      weight('one', 'float32', [], [1]),
      weight('almostThree', 'float32', [], [2.3]),
      weight('mark', 'float32', [], [13.5]),
      weight('pitch', 'float32', [], [0.002]),
      weight('loudness', 'float32', [], [0.1]),
      weight('frame', 'float32', [], [256]),
      weight('lengthPlace', 'int64', [], [1]),
      weight('first', 'int64', [], [0]),
      weight('axis0', 'int64', [1], [0]),
      weight('axis1', 'int64', [1], [1]),
      weight('shape', 'int64', [4], [1, 1, 1, -1]),
      weight('nobody', 'float32', [], [0]),
    ],
    nodes: [...durationNodes, ...symbolOfEachFrameNodes, ...speakerNodes(speakers), ...toneNodes],
  })
}

const float = { to: 1 }

const durationNodes = [
  node('Cast', ['input'], 'numbers', float),
  node('Mul', ['numbers', 'zero'], 'nothing'),
  node('Add', ['nothing', 'almostThree'], 'threes'),
  node('Gather', ['scales', 'lengthPlace'], 'lengthScale'),
  node('Mul', ['threes', 'lengthScale'], 'exact'),
  node('Ceil', ['exact'], 'frames'),
]

const symbolOfEachFrameNodes = [
  node('Squeeze', ['frames', 'axis0'], 'list'),
  node('CumSum', ['list', 'first'], 'ends'),
  node('ReduceSum', ['list', 'axis0'], 'count', { keepdims: 0 }),
  node('Range', ['zero', 'count', 'one'], 'times'),
  node('Unsqueeze', ['ends', 'axis1'], 'column'),
  node('GreaterOrEqual', ['times', 'column'], 'isOver'),
  node('Cast', ['isOver'], 'over', float),
  node('ReduceSum', ['over', 'axis0'], 'skipped', { keepdims: 0 }),
  node('Cast', ['skipped'], 'places', { to: 7 }),
  node('Squeeze', ['numbers', 'axis0'], 'symbols'),
  node('Gather', ['symbols', 'places'], 'heard'),
]

function speakerNodes(speakers: number): Uint8Array[] {
  if (speakers === 1) return [node('Identity', ['nobody'], 'timbre')]
  return [
    node('Squeeze', ['sid', 'axis0'], 'who'),
    node('Cast', ['who'], 'whom', float),
    node('Mul', ['whom', 'pitch'], 'timbre'),
  ]
}

const toneNodes = [
  node('Greater', ['heard', 'mark'], 'isLetter'),
  node('Cast', ['isLetter'], 'letter', float),
  node('Mul', ['letter', 'loudness'], 'levels'),
  node('Mul', ['heard', 'pitch'], 'pitches'),
  node('Add', ['pitches', 'timbre'], 'steps'),
  node('Unsqueeze', ['steps', 'axis1'], 'stepColumn'),
  node('Unsqueeze', ['levels', 'axis1'], 'levelColumn'),
  node('Range', ['zero', 'frame', 'one'], 'within'),
  node('Mul', ['stepColumn', 'within'], 'phases'),
  node('Sin', ['phases'], 'waves'),
  node('Mul', ['waves', 'levelColumn'], 'sound'),
  node('Reshape', ['sound', 'shape'], 'output'),
]
