import { join } from 'node:path'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { type Figure, report } from './figure.ts'
import { engineMegabytes, findModels, speak, toUtterance } from './neural-engines.ts'

// Whether an engine process of Kokoro grows: its memory after 500 short utterances against that after the first 100.

const first = 100
const all = 500

const models = findModels()
await report(models ? await measureMemory(models) : [])

async function measureMemory(folder: string): Promise<Figure[]> {
  const engine = openKokoroEngine({ folder: join(folder, 'kokoro'), processes: 1 })
  const sizes: number[] = []
  for (let count = 1; count <= all; count++) {
    await speak(engine, toUtterance(`Yes, that is ${count}.`, 'af_heart'))
    if (count === first || count === all) sizes.push(engineMegabytes())
  }
  await engine.close?.()
  return [
    {
      what: `Memory of a Kokoro process after ${all} short utterances`,
      unit: 'MB',
      ours: sizes[1]!,
      reference: { what: `after ${first}`, value: sizes[0]! },
      target: { of: 'ratio', atMost: 1.05 },
    },
  ]
}
