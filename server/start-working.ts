import type { Config } from './base/config.ts'
import { deliverCallback, giveUpCallback, listStrandedCallbacks } from './callbacks/deliver-callback.ts'
import { callbackQueue } from './callbacks/queue-callback.ts'
import { findCast, giveUpCast, listStrandedCasts } from './casting/find-cast.ts'
import { collectHourly } from './collecting/collect.ts'
import {
  endSpeech,
  failSpeech,
  listSpeechesWithoutWorker,
  listSpokenSpeeches,
  listStrandedSpeeches,
} from './converting/block-speeches.ts'
import {
  giveUpConversion,
  listReady,
  listStrandedConversions,
  listWithoutWorker,
  publishReady,
} from './converting/give-up-conversion.ts'
import { publish } from './converting/publish.ts'
import { convertQueue, publishQueue } from './converting/queues.ts'
import { giveUpBatch, speakBatch } from './converting/speak-batch.ts'
import { startConversion } from './converting/start-conversion.ts'
import type { Engine, EngineVoice } from './engines/engine.ts'
import { cores } from './engines/registry.ts'
import { giveUpExport, listStrandedExports, makeExport } from './exporting/make-export.ts'
import { exportQueue } from './exporting/request-export.ts'
import { giveUpImport, importProject, importQueue } from './importing/import-project.ts'
import { listStrandedImports } from './importing/stranded-imports.ts'
import { awaited } from './jobs/end-stranded.ts'
import { podcastQueue } from './podcasts/podcast-queue.ts'
import { giveUpPodcast, listStrandedPodcasts, writePodcast } from './podcasts/write-podcast.ts'
import { castQueue } from './projects/queue-cast.ts'
import { speakQueue } from './speaking/speak-queue.ts'
import type { Studio } from './studio.ts'
import { type KeptReady, keepReady } from './voices/keep-ready.ts'
import { voicesChanged } from './voices/voice-catalogue.ts'
import { forgetWorker, tellingMilliseconds, tellWorkerVoices, type WorkerEngine } from './voices/worker-voices.ts'

/**
 * What a worker does: which jobs it runs, what becomes of those that nobody can do, and what is looked after besides.
 * Until the studio is closed, and only in one that was opened as a worker.
 */
export async function startWorking(studio: Studio): Promise<void> {
  const { jobs } = studio
  const ready = keepReady(studio) // first, since loading takes longest
  const concurrency = 2
  await jobs.work({
    queue: importQueue,
    concurrency,
    run: (data, run) => importProject(studio, data, run),
    giveUp: (data, failure, run) => giveUpImport(studio, data, failure, run),
  })
  await jobs.work({
    queue: convertQueue,
    concurrency,
    run: (data, run) => startConversion(studio, data, run),
    giveUp: (data, failure) => giveUpConversion(studio, data, failure),
  })
  await jobs.work({
    queue: publishQueue,
    concurrency,
    run: (data, run) => publish(studio, data, run),
    giveUp: (data, failure) => giveUpConversion(studio, data, failure),
  })
  await jobs.work({
    queue: callbackQueue,
    concurrency: 8, // it is waiting for others, mostly
    run: (data, run) => deliverCallback(studio, data, run),
    giveUp: (data, failure) => giveUpCallback(studio, data, failure),
  })
  await jobs.work({
    queue: exportQueue,
    concurrency,
    run: (data, run) => makeExport(studio, data, run),
    giveUp: (data, failure, run) => giveUpExport(studio, data, failure, run),
  })
  await jobs.work({
    queue: podcastQueue,
    concurrency,
    run: (data, run) => writePodcast(studio, data, run),
    giveUp: (data, failure) => giveUpPodcast(studio, data, failure),
  })
  await jobs.work({
    queue: castQueue,
    concurrency,
    run: (data, run) => findCast(studio, data, run),
    giveUp: (data, failure, run) => giveUpCast(studio, data, failure, run),
  })
  await offerVoices(studio, ready)
  jobs.defer(async () => ready[Symbol.asyncDispose]())
  jobs.endStranded(awaitedOutcomes(studio))
  const collecting = collectHourly(studio)
  jobs.defer(() => collecting.stop())
}

/** Minutes, since a worker may be starting, with a model to load. */
const withoutWorker = {
  rounds: 5,
  failure: { code: 'voice_elsewhere', message: 'No worker has had the voice of this text for five minutes.' },
}

const madeByOthers = {
  failure: { code: 'work_lost', message: 'All that it waits for is spoken, and its own jobs wait for a worker.' },
}

/** All outcomes that somebody waits for. */
export function awaitedOutcomes(studio: Studio) {
  return [
    awaited({
      name: 'conversion',
      listStranded: () => listStrandedConversions(studio),
      end: (conversionId, failure) => giveUpConversion(studio, { conversionId }, failure),
    }),
    awaited({
      name: 'conversion',
      listStranded: () => listWithoutWorker(studio.db),
      ...withoutWorker,
      end: (conversionId, failure) => giveUpConversion(studio, { conversionId }, failure),
    }),
    awaited({
      name: 'conversion',
      listStranded: () => listReady(studio),
      ...madeByOthers,
      end: (conversionId) => publishReady(studio, conversionId),
    }),
    awaited({
      name: 'paragraph',
      listStranded: () => listSpokenSpeeches(studio.db),
      ...madeByOthers,
      end: (blockId) => endSpeech(studio.db, blockId),
    }),
    awaited({
      name: 'paragraph',
      listStranded: () => listStrandedSpeeches(studio),
      end: (blockId, failure) => failSpeech(studio.db, blockId, failure),
    }),
    awaited({
      name: 'paragraph',
      listStranded: () => listSpeechesWithoutWorker(studio.db),
      ...withoutWorker,
      end: (blockId, failure) => failSpeech(studio.db, blockId, failure),
    }),
    awaited({
      name: 'import',
      listStranded: () => listStrandedImports(studio),
      end: (projectId, failure) => giveUpImport(studio, { projectId }, failure),
    }),
    awaited({
      name: 'podcast',
      listStranded: () => listStrandedPodcasts(studio),
      end: (projectId, failure) => giveUpPodcast(studio, { projectId }, failure),
    }),
    awaited({
      name: 'cast',
      listStranded: () => listStrandedCasts(studio),
      end: (projectId, failure) => giveUpCast(studio, { projectId }, failure),
    }),
    awaited({
      name: 'export',
      listStranded: () => listStrandedExports(studio),
      end: (exportId, failure) => giveUpExport(studio, { exportId }, failure),
    }),
    awaited({
      name: 'callback',
      listStranded: () => listStrandedCallbacks(studio),
      end: (callbackId, failure) => giveUpCallback(studio, { callbackId }, failure),
    }),
  ]
}

/**
 * Works for each engine that has voices here, also for those that get some later or can be reached only then, and tells all
 * processes of these voices: at once, when they change, and again and again while it lives. What it cannot work for yet,
 * since the database is away, is tried again each time, and not told before.
 */
async function offerVoices(studio: Studio, ready: KeptReady): Promise<void> {
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
