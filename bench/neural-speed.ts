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

async function measureSpeeds(folder: string): Promise<Figure[]> {
  const engines = {
    kokoro: openKokoroEngine({ folder: join(folder, 'kokoro'), processes: 1 }),
    piper: openPiperEngine({ folder: join(folder, 'piper'), processes: 1, espeak: false }),
    flite: openFliteEngine({ threads: 1 }),
  }
  const pair = openKokoroEngine({ folder: join(folder, 'kokoro'), processes: 2 })
  for (const engine of [...Object.values(engines), pair, pair]) await warmUp(engine)
  const measured = await repeat(rounds, async () => ({
    kokoro: await measureSpeed(engines.kokoro, 1),
    python: await measurePython(folder, texts),
    piper: await measureSpeed(engines.piper, 1),
    flite: await measureSpeed(engines.flite, 1),
    pair: await measureSpeed(pair, 2),
  }))
  await Promise.all([...Object.values(engines), pair].map((engine) => engine.close?.()))
  const middle = (of: (one: (typeof measured)[0]) => number) => median(measured.map(of))
  const perCpu = 's of sound per CPU s'
  const hasPython = measured.every(({ python }) => python !== undefined)
  return [
    {
      what: 'Kokoro, one process',
      unit: perCpu,
      ours: middle(({ kokoro }) => kokoro.perCpuSecond),
      reference: hasPython
        ? { what: 'Python kokoro-onnx, same weights and phonemes', value: middle(({ python }) => python!) }
        : undefined,
      target: hasPython ? { of: 'ratio', atLeast: 1 } : undefined,
      note: hasPython ? undefined : 'LECTERN_BENCH_PYTHON names no Python with kokoro-onnx',
    },
    { what: 'Piper, one process', unit: perCpu, ours: middle(({ piper }) => piper.perCpuSecond) },
    { what: 'flite, one thread', unit: perCpu, ours: middle(({ flite }) => flite.perCpuSecond) },
    {
      what: 'Two Kokoro processes',
      unit: 's of sound per s',
      ours: middle((one) => one.pair.perSecond),
      reference: { what: 'one', value: middle(({ kokoro }) => kokoro.perSecond) },
      target: { of: 'ratio', atLeast: 1.8 },
      note: 'needs two idle cores',
    },
  ]
}

/** Loads what speaking loads: one utterance for each process. */
async function warmUp(engine: Engine): Promise<void> {
  const [voice] = await engine.voices()
  await Promise.all([speak(engine, toUtterance('Yes.', voice!.name)), speak(engine, toUtterance('No.', voice!.name))])
}

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
