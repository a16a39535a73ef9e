import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { node, value, weight, writeTestModel } from '../onnx/write-model.test-kit.ts'

/** So long each symbol of the tiny model lasts at speed 1. */
export const symbolSeconds = 0.1

/** A voice pack with a tiny model, in a folder of its own. */
export async function openTinyPack(voices = ['af_heart', 'am_michael', 'bf_emma']) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'lectern-kokoro-'))
  await mkdir(join(folder.path, 'voices'))
  await writeFile(join(folder.path, 'kokoro-v1.0.int8.onnx'), writeTinyKokoro())
  for (const [index, voice] of voices.entries()) {
    await writeFile(join(folder.path, 'voices', `${voice}.bin`), new Float32Array(510 * 256).fill(0.001 * (index + 1)))
  }
  return folder
}

/**
 * A model with the inputs, the output and the durations of Kokoro. Each symbol is four frames of 600 samples, divided by the
 * speed; letters are a tone by symbol and style, marks and spaces are silence.
 */
export function writeTinyKokoro(opset?: number): Uint8Array {
  return writeTestModel({
    opset,
    inputs: [
      value('tokens', 'int64', [1, 'count']),
      value('style', 'float32', [1, 256]),
      value('speed', 'float32', [1]),
    ],
    outputs: [value('audio', 'float32', ['samples'])],
    weights: [
      weight('zero', 'float32', [], [0]),
      weight('one', 'float32', [], [1]),
      weight('four', 'float32', [], [4]),
      weight('mark', 'float32', [], [16.5]), // the numbers of marks and the space are below
      weight('pitch', 'float32', [], [0.0005]),
      weight('loudness', 'float32', [], [0.2]),
      weight('frame', 'float32', [], [600]),
      weight('first', 'int64', [], [0]),
      weight('axis0', 'int64', [1], [0]),
      weight('axis1', 'int64', [1], [1]),
      weight('line', 'int64', [1], [-1]),
    ],
    nodes: [...durationNodes, ...symbolOfEachFrameNodes, ...toneNodes],
  })
}

const float = { to: 1 }
const integer = { to: 7 }

const durationNodes = [
  node('Cast', ['tokens'], 'numbers', float),
  node('Mul', ['numbers', 'zero'], 'nothing'),
  node('Add', ['nothing', 'four'], 'fours'),
  node('Div', ['fours', 'speed'], 'exact'),
  node('Round', ['exact'], 'rounded'),
  node('Clip', ['rounded', 'one'], 'frames'),
]

/** For each frame the number of its symbol: as many symbols as have ended before it are skipped. */
const symbolOfEachFrameNodes = [
  node('Squeeze', ['frames', 'axis0'], 'list'),
  node('CumSum', ['list', 'first'], 'ends'),
  node('ReduceSum', ['list', 'axis0'], 'count', { keepdims: 0 }),
  node('Range', ['zero', 'count', 'one'], 'times'),
  node('Unsqueeze', ['ends', 'axis1'], 'column'),
  node('GreaterOrEqual', ['times', 'column'], 'isOver'),
  node('Cast', ['isOver'], 'over', float),
  node('ReduceSum', ['over', 'axis0'], 'skipped', { keepdims: 0 }),
  node('Cast', ['skipped'], 'places', integer),
  node('Squeeze', ['numbers', 'axis0'], 'symbols'),
  node('Gather', ['symbols', 'places'], 'heard'),
]

const toneNodes = [
  node('Greater', ['heard', 'mark'], 'isLetter'),
  node('Cast', ['isLetter'], 'letter', float),
  node('Mul', ['letter', 'loudness'], 'levels'),
  node('Mul', ['heard', 'pitch'], 'pitches'),
  node('ReduceMax', ['style'], 'timbre', { keepdims: 0 }),
  node('Add', ['pitches', 'timbre'], 'steps'),
  node('Unsqueeze', ['steps', 'axis1'], 'stepColumn'),
  node('Unsqueeze', ['levels', 'axis1'], 'levelColumn'),
  node('Range', ['zero', 'frame', 'one'], 'within'),
  node('Mul', ['stepColumn', 'within'], 'phases'),
  node('Sin', ['phases'], 'waves'),
  node('Mul', ['waves', 'levelColumn'], 'sound'),
  node('Reshape', ['sound', 'line'], 'audio'),
]
