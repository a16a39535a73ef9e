import { join } from 'node:path'
import type { Engine } from '#server/engines/engine.ts'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { type Figure, report } from './figure.ts'
import { serve } from './http.ts'
import { median, repeat } from './measure.ts'
import { findModels, speak, toUtterance } from './neural-engines.ts'
import { openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// How long someone waits for the first sound of a text of three sentences, against Kokoro's own time for the first of them.

const rounds = 7
const voice = 'af_heart'

const models = findModels()
await report(models ? await measureFirstBytes(models) : [])

async function measureFirstBytes(folder: string): Promise<Figure[]> {
  const engine = openKokoroEngine({ folder: join(folder, 'kokoro'), processes: 2 })
  await using bench = await openBenchStudio({ engines: [engine] })
  await using server = await serve(bench.studio)
  await Promise.all(['Yes.', 'No.'].map((text) => speak(engine, toUtterance(text, voice))))
  const measured = await repeat(rounds, async (seed) => {
    const sentences = [1, 2, 3].map((number) => makeParagraphs(1, 20, 10 * seed + number)[0]!)
    const firstByte = await firstByteSeconds(server.baseUrl, sentences.join(' '))
    return { firstByte, sentence: await speakSeconds(engine, sentences[0]!) }
  })
  return [
    {
      what: 'First byte of a text-to-speech stream of three sentences with Kokoro',
      unit: 's',
      ours: median(measured.map(({ firstByte }) => firstByte)),
      reference: { what: 'first sentence alone', value: median(measured.map(({ sentence }) => sentence)) },
      target: { of: 'ratio', atMost: 1.1 },
      note: 'wall time: needs idle cores',
    },
  ]
}

async function firstByteSeconds(baseUrl: string, text: string): Promise<number> {
  const startedAt = performance.now()
  const answer = await fetch(`${baseUrl}/v1/text-to-speech/kokoro-${voice}/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  let seconds: number | undefined
  for await (const _ of answer.body!) seconds ??= (performance.now() - startedAt) / 1000
  return seconds!
}

async function speakSeconds(engine: Engine, text: string): Promise<number> {
  const startedAt = performance.now()
  await speak(engine, toUtterance(text, voice))
  return (performance.now() - startedAt) / 1000
}
