import { join } from 'node:path'
import type { Engine } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { openPiperEngine } from '#server/engines/piper/piper-engine.ts'
import { type Figure, report } from './figure.ts'
import { median, repeat } from './measure.ts'
import { engineCpuSeconds, findModels, speak, speakAll, toUtterance } from './neural-engines.ts'
import { measurePython } from './neural-python.ts'
import { makeParagraphs } from './texts.ts'

// How fast the neural engines speak: seconds of sound from a CPU second, one process, and what a second process adds. In one
// run, by turns, since machines differ and are busy. With LECTERN_BENCH_PYTHON, a Python that has kokoro-onnx
// (`python3 -m venv V && V/bin/pip install kokoro-onnx`), the same phonemes are spoken by that with the same weights.

const rounds = 3
const texts = makeParagraphs(4, 190, 1)

const models = findModels()
await report(models ? await measureSpeeds(models) : [])

/** Seconds of sound from a second of CPU, and from a second on the clock. */
async function measureSpeed(engine: Engine, atOnce: number): Promise<{ perCpuSecond: number; perSecond: number }> {
  let soundSeconds = 0
  const startedAt = performance.now()
  const cpuSeconds = await engineCpuSeconds(async () => {
    soundSeconds = await speakTexts(engine, atOnce)
  })
  const wallSeconds = (performance.now() - startedAt) / 1000
  return { perCpuSecond: soundSeconds / cpuSeconds, perSecond: soundSeconds / wallSeconds }
}

async function speakTexts(engine: Engine, atOnce: number): Promise<number> {
  const [voice] = await engine.voices()
  const utterances = texts.map((text) => toUtterance(text, voice!.name))
  return speakAll(engine, utterances, atOnce)
}
