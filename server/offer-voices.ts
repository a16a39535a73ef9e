import type { Config } from './base/config.ts'
import { giveUpBatch, speakBatch } from './converting/speak-batch.ts'
import type { Engine, EngineVoice } from './engines/engine.ts'
import { cores } from './engines/registry.ts'
import { speakQueue } from './speaking/speak-queue.ts'
import type { Studio } from './studio.ts'
import type { KeptReady } from './voices/keep-ready.ts'
import { voicesChanged } from './voices/voice-catalogue.ts'
import { forgetWorker, tellingMilliseconds, tellWorkerVoices, type WorkerEngine } from './voices/worker-voices.ts'

/**
 * Works for each engine that has voices here, also for those that get some later or can be reached only then, and tells all
 * processes of these voices: at once, when they change, and again and again while it lives. What it cannot work for yet,
 * since the database is away, is tried again each time, and not told before.
 */
export async function offerVoices(studio: Studio, ready: KeptReady): Promise<void> {
  const { db, events, jobs, voices, workerId, config, log } = studio
  const work = workForEngines(studio)
  const tell = async () => {
    await work()
    await tellWorkerVoices(
      db,
      { id: workerId, isStarting: ready.isStarting },
      voices.listHere().map((here) => toWorkerEngine(here, config)),
    )
  }
  const tellAll = async () => {
    await tell()
    await events.publish({ topic: voicesChanged, payload: { worker: workerId } })
  }
  await tellAll()
  let isLeaving = false
  if (ready.isStarting) void ready.started.then(() => (isLeaving ? undefined : tell())).catch(() => {}) // the timer tells it too
  let told = voices.revision
  voices.onRefreshed(() => {
    const isNew = told !== voices.revision
    told = voices.revision
    const telling = isNew ? tellAll() : work()
    telling.catch((err) => log.warn({ err }, 'New voices are told and spoken a little later.'))
  })
  const timer = setInterval(() => tell().catch(() => {}), tellingMilliseconds) // the database says so itself
  jobs.defer(async () => {
    isLeaving = true
    clearInterval(timer)
    await forgetWorker(db, workerId).catch(() => {}) // then its silence tells
  })
}

/** Begins to speak for those engines with voices here that it does not speak for already; asked again while it does so, it waits. */
function workForEngines(studio: Studio): () => Promise<void> {
  const { voices, jobs, config } = studio
  const speaking = new Set<string>()
  let beginning: Promise<void> = Promise.resolve()
  const begin = async () => {
    for (const { engine } of voices.listHere()) {
      if (speaking.has(engine.id)) continue
      await jobs.work({
        queue: speakQueue(engine.id),
        concurrency: concurrencyOf(engine, config),
        run: (data, run) => speakBatch(studio, data, run),
        giveUp: (data, failure, run) => giveUpBatch(studio, data, failure, run),
      })
      speaking.add(engine.id)
    }
  }
  return () => {
    beginning = beginning.catch(() => {}).then(begin)
    return beginning
  }
}

/** How many utterances of an engine this worker speaks at once. */
function concurrencyOf(engine: Engine, config: Config): number {
  return engine.concurrency ?? cores(config)
}

function toWorkerEngine({ engine, voices }: { engine: Engine; voices: EngineVoice[] }, config: Config): WorkerEngine {
  const { id, version, languages, model, hasTimes, honours, alphabets } = engine
  const concurrency = concurrencyOf(engine, config)
  const { usesSeed, usesContext, isSlow, hidden, limits } = engine
  const ofAll = { id, version, languages, model, hasTimes, honours, alphabets, concurrency }
  const description = { ...ofAll, usesSeed, usesContext, isSlow, hidden, limits }
  return { engine: description, voices: voices.map(toEngineVoice) }
}

function toEngineVoice({ name, title, description, language, labels }: EngineVoice): EngineVoice {
  return { name, title, description, language, labels }
}
