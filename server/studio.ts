import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Aligner, openAligner } from './aligning/aligner.ts'
import { keepReferenceVoices } from './aligning/reference-voice.ts'
import { type Encoders, openEncoders } from './audio/encoders.ts'
import type { Config } from './base/config.ts'
import type { Log } from './base/log.ts'
import { readCallbackSecret } from './callbacks/callback-secret.ts'
import { deliverCallback, giveUpCallback } from './callbacks/deliver-callback.ts'
import { abandonedCallbackQueue, callbackQueue } from './callbacks/queue-callback.ts'
import { publish } from './converting/publish.ts'
import { abandonedQueue, convertQueue, publishQueue, speakQueue } from './converting/queues.ts'
import { abandonBatch, speakBatch } from './converting/speak-batch.ts'
import { startConversion } from './converting/start-conversion.ts'
import { cores, type Engines, openEngines } from './engines/registry.ts'
import { type Events, openEvents } from './events/events.ts'
import { toClientConfig } from './events/session.ts'
import { importProject, importQueue } from './importing/import-project.ts'
import { deleteLeftUploads } from './importing/uploads.ts'
import { type Jobs, openJobs } from './jobs/jobs.ts'
import type { Guard } from './net/guarded-fetch.ts'
import { openRenditionCache, type RenditionCache } from './snapshots/rendition-cache.ts'
import type { Database } from './storage/database.ts'
import type { FileStore } from './storage/file-store.ts'
import { openFolderStore } from './storage/folder-store.ts'
import { migrateDatabase } from './storage/migrate.ts'
import { openStorage } from './storage/open-storage.ts'
import { openVoicePacks, type VoicePacks } from './voices/packs/open-voice-packs.ts'
import type { VoicePack } from './voices/packs/voice-pack.ts'
import { openVoiceCatalogue, type VoiceCatalogue, voicesChanged } from './voices/voice-catalogue.ts'
import { readVoiceMap } from './voices/voice-map.ts'

/** Everything that operations ask for. Every `Needs` is a part of it. */
export interface Studio extends AsyncDisposable {
  config: Config
  log: Log
  db: Database
  files: FileStore
  events: Events
  jobs: Jobs
  engines: Engines
  voices: VoiceCatalogue
  voicePacks: VoicePacks
  aligner: Aligner
  encoders: Encoders
  renditions: RenditionCache
  /** How the outside is reached. */
  outgoing: Guard
  /** Signs callbacks. */
  callbackSecret: string
}

export interface StudioOptions {
  config: Config
  log: Log
  /** A web process only adds jobs; a worker also works on them. */
  role: 'web' | 'worker'
  /** Other engines than those of the registry, for tests. */
  engines?: Engines
  /** Other voice packs than ours, for tests. */
  packs?: VoicePack[]
}

/** Remote engines may get voices, or be reached, at any time. */
const voicesRefreshMilliseconds = 5 * 60_000

/** Opens all parts in order and closes them in reverse. The one place where they are put together. */
export async function openStudio({ config, log, role, engines: given, packs }: StudioOptions): Promise<Studio> {
  await using opening = new AsyncDisposableStack()
  const storage = opening.use(await openStorage({ config, log, applicationName: role, poolSize: 10 }))
  const { connection, db, pool } = storage
  await migrateDatabase(pool)
  const files = await openFolderStore(join(config.LECTERN_DATA, 'files'))
  const events = opening.use(await openEvents({ connection: toClientConfig(connection), log }))
  const engines = given ?? (await openEngines(config))
  opening.defer(() => engines.close())
  const map = await readVoiceMap(config.LECTERN_VOICE_MAP)
  const voices = await openVoiceCatalogue(engines.list(), { defaultEngineId: config.LECTERN_ENGINE_DEFAULT, map })
  opening.defer(events.subscribe(voicesChanged, () => voices.refresh()))
  const asking = setInterval(() => voices.refresh(), voicesRefreshMilliseconds).unref()
  opening.defer(() => clearInterval(asking))
  const onChanged = ({ id }: VoicePack) => events.publish({ topic: voicesChanged, payload: { pack: id } })
  const voicePacks = opening.use(openVoicePacks({ config, log, packs, onChanged }))
  const aligner = opening.use(openAligner({ references: keepReferenceVoices(db), engines, threads: cores(config) }))
  const encoders = opening.use(openEncoders({ threads: availableParallelism() }))
  const folder = join(config.LECTERN_DATA, 'growing')
  const renditions = opening.use(await openRenditionCache({ files, folder }))
  // Last, so that closing lets the running jobs end before it closes what they use.
  const jobs = opening.use(await openJobs({ connection, events, log, role }))
  const outgoing = { allowPrivate: config.LECTERN_ALLOW_PRIVATE_URLS }
  const callbackSecret = await readCallbackSecret(db, config.LECTERN_CALLBACK_SECRET)
  const opened = opening.move()
  return {
    ...{
      config,
      log,
      db,
      files,
      events,
      jobs,
      engines,
      voices,
      voicePacks,
      aligner,
      encoders,
      renditions,
      outgoing,
      callbackSecret,
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** Begins to work on all queues, until the studio is closed. Only in a studio opened as a worker. */
export async function startWorking(studio: Studio): Promise<void> {
  const { jobs, files } = studio
  await deleteLeftUploads(files)
  const few = { concurrency: 2 }
  await jobs.work(importQueue, few, (data, run) => importProject(studio, data, run))
  await jobs.work(convertQueue, few, (data, run) => startConversion(studio, data, run))
  await jobs.work(publishQueue, few, (data) => publish(studio, data))
  await jobs.work(callbackQueue, few, (data, run) => deliverCallback(studio, data, run))
  await jobs.work(abandonedCallbackQueue, few, (data, run) => giveUpCallback(studio, data, run))
  await jobs.work(abandonedQueue, few, (data, run) => abandonBatch(studio, data, run))
  await speakWhereVoicesAre(studio)
}

/** Works for each engine that has voices here, and for those that get some later or can be reached only then. */
async function speakWhereVoicesAre(studio: Studio): Promise<void> {
  const { voices, jobs, config, log } = studio
  const speaking = new Set<string>()
  const begin = async () => {
    for (const engine of voices.listSpeaking()) {
      if (speaking.has(engine.id)) continue
      speaking.add(engine.id)
      const options = { concurrency: engine.concurrency ?? cores(config) }
      await jobs.work(speakQueue(engine.id), options, (data, run) => speakBatch(studio, data, run))
    }
  }
  await begin()
  voices.onRefreshed(() => begin().catch((error) => log.warn({ error }, 'New voices are not spoken yet.')))
}
