import { hasCode } from './base/errors.ts'
import { deliverCallback, giveUpCallback, listStrandedCallbacks } from './callbacks/deliver-callback.ts'
import { callbackQueue, requeueCallback } from './callbacks/queue-callback.ts'
import { findCast, giveUpCast, listStrandedCasts } from './casting/find-cast.ts'
import { collectHourly } from './collecting/collect.ts'
import {
  endSpeech,
  giveUpSpeech,
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
import { startConversion } from './converting/start-conversion.ts'
import { giveUpExport, listStrandedExports, makeExport } from './exporting/make-export.ts'
import { exportQueue } from './exporting/request-export.ts'
import { giveUpImport, importProject, importQueue } from './importing/import-project.ts'
import { listStrandedImports } from './importing/stranded-imports.ts'
import { awaited } from './jobs/end-stranded.ts'
import { offerVoices } from './offer-voices.ts'
import { podcastQueue } from './podcasts/podcast-queue.ts'
import { giveUpPodcast, listStrandedPodcasts, writePodcast } from './podcasts/write-podcast.ts'
import { castQueue } from './projects/queue-cast.ts'
import type { Studio } from './studio.ts'
import { keepReady } from './voices/keep-ready.ts'

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
    run: (data, run) => withNewVoices(studio, () => importProject(studio, data, run)),
    giveUp: (data, failure, run) => giveUpImport(studio, data, failure, run),
  })
  await jobs.work({
    queue: convertQueue,
    concurrency,
    run: (data, run) => withNewVoices(studio, () => startConversion(studio, data, run)),
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
    run: (data, run) => withNewVoices(studio, () => writePodcast(studio, data, run)),
    giveUp: (data, failure) => giveUpPodcast(studio, data, failure),
  })
  await jobs.work({
    queue: castQueue,
    concurrency,
    run: (data, run) => withNewVoices(studio, () => findCast(studio, data, run)),
    giveUp: (data, failure, run) => giveUpCast(studio, data, failure, run),
  })
  await offerVoices(studio, ready)
  jobs.defer(async () => ready[Symbol.asyncDispose]())
  jobs.endStranded(awaitedOutcomes(studio))
  const collecting = collectHourly(studio)
  jobs.defer(() => collecting.stop())
}

/** Does a job once more when it lacks a voice: it may have come to another worker, or to a service, since all were asked. */
async function withNewVoices({ voices }: Studio, work: () => Promise<void>): Promise<void> {
  return work().catch(async (error) => {
    if (!hasCode(error, 'voice_not_found')) throw error
    await voices.refresh()
    await work()
  })
}

/** Asks for the voices that have come when texts wait for one that no worker has. */
async function lookForVoices<Id>({ voices }: Studio, waiting: Promise<Id[]>): Promise<Id[]> {
  if ((await waiting).length > 0) await voices.refresh()
  return waiting
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
      listStranded: () => lookForVoices(studio, listWithoutWorker(studio.db)),
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
      end: (blockId, failure) => giveUpSpeech(studio, blockId, failure),
    }),
    awaited({
      name: 'paragraph',
      listStranded: () => lookForVoices(studio, listSpeechesWithoutWorker(studio.db)),
      ...withoutWorker,
      end: (blockId, failure) => giveUpSpeech(studio, blockId, failure),
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
      failure: { code: 'work_lost', message: 'Its job was lost; it is sent by another one.' },
      end: (callbackId) => requeueCallback(studio, callbackId),
    }),
  ]
}
