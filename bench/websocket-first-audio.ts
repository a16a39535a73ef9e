import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '#server/engines/engine.ts'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { SocketClient } from '#test/socket-client.ts'
import { type Figure, report } from './figure.ts'
import { serve } from './http.ts'
import { median, repeat } from './measure.ts'
import { findModels, speak, toUtterance } from './neural-engines.ts'
import { openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// How long someone waits for the first sound over a WebSocket, from the piece of text that ends the first sentence on, against
// the engine's own time for that sentence: with an engine that takes a second for each, and with Kokoro where its pack is.

const rounds = 5
const waits = openToneEngine({ beforeSpeak: (_, signal) => delay(1_000, undefined, { signal }) })
const models = findModels()
const figures = [await measureFirstAudio('an engine of one second', waits, 'a')]
if (models) {
  const kokoro = openKokoroEngine({ folder: join(models, 'kokoro'), processes: 2 })
  figures.push(await measureFirstAudio('Kokoro', kokoro, 'af_heart'))
}
await report(figures)

async function measureFirstAudio(name: string, engine: Engine, voice: string): Promise<Figure> {
  await using bench = await openBenchStudio({ engines: [engine] })
  await using server = await serve(bench.studio)
  await speak(engine, toUtterance('Yes.', voice))
  const path = `/v1/text-to-speech/${engine.id}-${voice}/stream-input`
  const measured = await repeat(rounds, async (seed) => {
    const [first, second] = [1, 2].map((number) => makeParagraphs(1, 20, 10 * seed + number)[0])
    const audio = await firstAudioSeconds(server.baseUrl + path, first!, second!)
    return { audio, sentence: await speakSeconds(engine, first!, voice) }
  })
  return {
    what: `First sound over a WebSocket with ${name}, from the end of the first sentence on`,
    unit: 's',
    ours: median(measured.map(({ audio }) => audio)),
    reference: { what: 'first sentence alone', value: median(measured.map(({ sentence }) => sentence)) },
    target: { of: 'ratio', atMost: 1.1 },
    note: 'wall time: needs idle cores',
  }
}

async function firstAudioSeconds(address: string, first: string, second: string): Promise<number> {
  const { origin, pathname } = new URL(address)
  await using client = new SocketClient(origin, pathname)
  const words = first.split(/(?<= )/)
  await client.send({ text: ' ' }, ...words.slice(0, -1).map((text) => ({ text })))
  const startedAt = performance.now()
  await client.send({ text: `${words.at(-1)} ` }, { text: second })
  const { error } = await client.until(({ audio, error }) => audio || error)
  if (error) throw new Error(error)
  return (performance.now() - startedAt) / 1000
}

async function speakSeconds(engine: Engine, text: string, voice: string): Promise<number> {
  const startedAt = performance.now()
  await speak(engine, toUtterance(text, voice))
  return (performance.now() - startedAt) / 1000
}
