import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The version of the installed ONNX Runtime, which is not loaded for it; undefined when it is not installed. */
export function runtimeVersion(): string | undefined {
  try {
    const path = createRequire(import.meta.url).resolve('onnxruntime-node/package.json')
    return JSON.parse(readFileSync(path, 'utf8')).version
  } catch {
    return undefined
  }
}
