import { constants, setPriority } from 'node:os'
import { answerJobs, readSettings } from '../onnx/answer-jobs.ts'
import { type KokoroModel, mostSymbols, openKokoro, sampleRate, type Weights } from './kokoro-model.ts'

// A child process that finds out which form of the weights is faster on this machine: two seconds of sound with each,
// after everything else that wants the cores.

/** Seconds of sound from a second of one core. */
export type WeightSpeeds = Record<Weights, number>

const { modelFile } = readSettings<{ modelFile: string }>()
const symbols = 'ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɔɡ.'
const noStyle = new Float32Array(mostSymbols * 256)

setPriority(constants.priority.PRIORITY_LOW)
answerJobs<'compare', undefined, WeightSpeeds>(
  async () => undefined,
  async () => ({ int8: await measureSpeed('int8'), float: await measureSpeed('float') }),
)

/** The second run counts: the first one takes memory from the system. */
async function measureSpeed(weights: Weights): Promise<number> {
  const model = await openKokoro(modelFile, weights)
  await speak(model)
  const before = process.cpuUsage()
  const seconds = await speak(model)
  const { user, system } = process.cpuUsage(before)
  return seconds / ((user + system) / 1e6)
}

async function speak(model: KokoroModel): Promise<number> {
  const { samples } = await model.speak(symbols, noStyle, 1)
  return samples.length / sampleRate
}
