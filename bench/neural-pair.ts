import { join } from 'node:path'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { type Figure, report } from './figure.ts'
import { findModels, speak, toUtterance } from './neural-engines.ts'

// The wall time of the same utterances by two processes of Kokoro and by one. Needs two cores that nobody else uses.

const text = 'It was dark, and the rain fell in torrents on the old town.'
const utterances = 4

const models = findModels()
await report(models ? await measurePair(models) : [])

async function measurePair(folder: string): Promise<Figure[]> {
  const [one, two] = [await secondsWith(1, folder), await secondsWith(2, folder)]
  return [
    {
      what: `${utterances} utterances by two Kokoro processes: how many times as fast as by one`,
      unit: 'times',
      ours: one / two,
      target: { of: 'ours', atLeast: 1.8 },
      note: `${two.toFixed(2)} s and ${one.toFixed(2)} s; needs two idle cores`,
    },
  ]
}

async function secondsWith(processes: number, folder: string): Promise<number> {
  const engine = openKokoroEngine({ folder: join(folder, 'kokoro'), processes })
  const speakAll = (count: number) =>
    Promise.all(Array.from({ length: count }, () => speak(engine, toUtterance(text, 'af_heart'))))
  await speakAll(processes) // loads the model in each
  const startedAt = performance.now()
  await speakAll(utterances)
  const seconds = (performance.now() - startedAt) / 1000
  await engine.close?.()
  return seconds
}
