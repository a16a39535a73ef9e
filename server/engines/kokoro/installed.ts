import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runtimeVersion } from '../onnx/runtime-version.ts'
import { type KokoroVoice, kokoroVoices } from './voices.ts'

export const modelFile = 'kokoro-v1.0.int8.onnx'

/** The voices that can be spoken with what lies in a folder: none without the model, or without ONNX Runtime. */
export async function listInstalledVoices(folder: string): Promise<KokoroVoice[]> {
  if (await findMissing(folder)) return []
  const files = new Set(await readdir(join(folder, 'voices')).catch(() => []))
  return kokoroVoices.filter(({ name }) => files.has(`${name}.bin`))
}

/** What keeps Kokoro from speaking, as a sentence; undefined when it can speak. */
export async function findMissing(folder: string): Promise<string | undefined> {
  const isThere = await access(join(folder, modelFile)).then(
    () => true,
    () => false,
  )
  if (!isThere) return 'Kokoro is not installed; `lectern voices install kokoro` brings it.'
  if (!runtimeVersion()) return 'Kokoro needs the npm package onnxruntime-node, which is not installed.'
  return undefined
}
