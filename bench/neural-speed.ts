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

// How fast the neural engines speak: seconds of sound from a CPU second, one process (neural-pair.ts: two). In one run, by turns, since machines differ and are busy. With LECTERN_BENCH_PYTHON, a Python that has kokoro-onnx
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
  for (const engine of Object.values(engines)) await warmUp(engine)
  const measured = await repeat(rounds, async () => ({
    kokoro: await measureSpeed(engines.kokoro),
    python: await measurePython(folder, texts),
    piper: await measureSpeed(engines.piper),
    flite: await measureSpeed(engines.flite),
  }))
  await Promise.all(Object.values(engines).map((engine) => engine.close?.()))
  const middle = (of: (one: (typeof measured)[0]) => number) => median(measured.map(of))
  const perCpu = 's of sound per CPU s'
  const hasPython = measured.every(({ python }) => python !== undefined)
  return [
    {
      what: 'Kokoro, one process',
      unit: perCpu,
      ours: middle(({ kokoro }) => kokoro),
      reference: hasPython
        ? { what: 'Python kokoro-onnx, same weights and phonemes', value: middle(({ python }) => python!) }
        : undefined,
      target: hasPython ? { of: 'ratio', atLeast: 1 } : undefined,
      note: hasPython ? undefined : 'LECTERN_BENCH_PYTHON names no Python with kokoro-onnx',
    },
    { what: 'Piper, one process', unit: perCpu, ours: middle(({ piper }) => piper) },
    { what: 'flite, one thread', unit: perCpu, ours: middle(({ flite }) => flite) },
  ]
}

/** Loads what speaking loads. */
async function warmUp(engine: Engine): Promise<void> {
  const [voice] = await engine.voices()
  await speak(engine, toUtterance('Yes.', voice!.name))
}

/** Seconds of sound from a second of CPU. */
async function measureSpeed(engine: Engine): Promise<number> {
  const [voice] = await engine.voices()
  const utterances = texts.map((text) => toUtterance(text, voice!.name))
  let soundSeconds = 0
  const cpuSeconds = await engineCpuSeconds(async () => {
    soundSeconds = await speakAll(engine, utterances, 1)
  })
  return soundSeconds / cpuSeconds
}
