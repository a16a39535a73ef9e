import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { openProcessPool } from '../onnx/process-pool.ts'
import { runtimeVersion } from '../onnx/runtime-version.ts'
import type { WeightSpeeds } from './compare-weights-process.ts'
import type { Weights } from './kokoro-model.ts'

/** What is spoken with until it is known which form is faster here: float was faster on every machine with this runtime so far. */
export const usualWeights: Weights = 'float'

/** The form of the weights that was found to be faster here; undefined when nobody has measured it yet. */
export async function findWeights(modelFile: string): Promise<Weights | undefined> {
  const known = (await readChoices(modelFile))[await describeMachine(modelFile)]
  return known && fasterOf(known)
}

/**
 * Finds out which form of the weights is faster here: minutes on a busy machine, since it gives way to everything else. It is
 * measured once for each kind of processor, runtime and model, and kept in a file beside the model, so that the same machine
 * always speaks in the same way. If that file cannot be written, only as long as this process lives.
 * @throws Error that names the model when it cannot be loaded; the signal's reason when aborted
 */
export async function measureWeights(modelFile: string, signal: AbortSignal): Promise<Weights> {
  const speeds = await compareWeights(modelFile, signal)
  await keepChoice(modelFile, await describeMachine(modelFile), speeds)
  return fasterOf(speeds)
}

/** Whose figures are close is a matter of chance; then the more exact form is taken. */
function fasterOf({ int8, float }: WeightSpeeds): Weights {
  return int8 > 1.05 * float ? 'int8' : 'float'
}

async function describeMachine(modelFile: string): Promise<string> {
  const { size } = await stat(modelFile)
  return `${cpus()[0]?.model.trim() ?? process.arch}, onnxruntime ${runtimeVersion()}, ${size} bytes`
}

const mostSeconds = 600

async function compareWeights(modelFile: string, signal: AbortSignal): Promise<WeightSpeeds> {
  const script = join(import.meta.dirname, 'compare-weights-process.ts')
  const pool = openProcessPool<'compare', WeightSpeeds>({ script, settings: { modelFile }, processes: 1 })
  try {
    return await pool.run('compare', mostSeconds, signal)
  } finally {
    await pool.close()
  }
}

type Choices = Record<string, WeightSpeeds>

function choicesFileOf(modelFile: string): string {
  return join(dirname(modelFile), `${basename(modelFile, '.onnx')}.speed.json`)
}

/** None when the file is missing or broken. */
async function readChoices(modelFile: string): Promise<Choices> {
  try {
    const choices = JSON.parse(await readFile(choicesFileOf(modelFile), 'utf8'))
    const isRight = (speeds: Partial<WeightSpeeds> | null) => (speeds?.int8 ?? 0) > 0 && (speeds?.float ?? 0) > 0
    return Object.fromEntries(Object.entries<WeightSpeeds>(choices).filter(([, speeds]) => isRight(speeds)))
  } catch {
    return {}
  }
}

async function keepChoice(modelFile: string, machine: string, speeds: WeightSpeeds): Promise<void> {
  const file = choicesFileOf(modelFile)
  const draft = `${file}.${randomUUID()}`
  try {
    await writeFile(
      draft,
      `${JSON.stringify({ ...(await readChoices(modelFile)), [machine]: speeds }, undefined, 2)}\n`,
    )
    await rename(draft, file)
  } catch {
    await rm(draft, { force: true }).catch(() => {}) // a folder that is only read
  }
}
