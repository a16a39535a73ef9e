import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Aligner, openAligner } from './aligning/aligner.ts'
import { keepReferenceVoices } from './aligning/reference-voice.ts'
import { type Encoders, openEncoders } from './audio/encoding/encoders.ts'
import type { Config } from './base/config.ts'
import type { Log } from './base/log.ts'
import { noTracer, openTracer, type Tracer } from './base/tracing.ts'
import { readCallbackSecret } from './callbacks/callback-secret.ts'
import { openProgressTeller, type ProgressTeller } from './converting/progress-teller.ts'
import { cores, type Engines, openEngines } from './engines/registry.ts'
import { type Events, openEvents } from './events/events.ts'
import { type Jobs, openJobs } from './jobs/jobs.ts'
import type { LanguageModel } from './language-model/language-model.ts'
import { openLanguageModel } from './language-model/open-language-model.ts'
import type { Guard } from './net/guarded-fetch.ts'
import { openRenditionCache, type RenditionCache } from './snapshots/rendition-cache.ts'
import { openRenditionUses } from './snapshots/rendition-uses.ts'
import { openPronouncer, type Pronouncer } from './speaking/pronouncer.ts'
import { type Counters, openCounters } from './storage/counters.ts'
import type { Database } from './storage/database.ts'
import type { FileStore } from './storage/file-store.ts'
import { isUpToDate, migrateDatabase } from './storage/migrate.ts'
import { openStorage } from './storage/open-storage.ts'
import { openProcessFolder } from './storage/temporary-files.ts'
import { openOwnFiles } from './takes/own-files.ts'
import { openVoicePacks, type VoicePacks } from './voices/packs/open-voice-packs.ts'
import type { VoicePack } from './voices/packs/voice-pack.ts'
import { noVoice, openVoiceCatalogue, type VoiceCatalogue, voicesChanged } from './voices/voice-catalogue.ts'
import { readVoiceMap } from './voices/voice-map.ts'
import { listWorkerEngines } from './voices/worker-voices.ts'

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
  pronouncer: Pronouncer
  /** Undefined when none is set up. */
  languageModel: LanguageModel | undefined
  renditions: RenditionCache
  counters: Counters
  progress: ProgressTeller
  tracer: Tracer
  /** For files that this process makes, until they are whole. */
  ownFolder: string
  /** By which this process tells others of its voices, when it works. */
  workerId: string
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
  /** Threads that somebody else opened and closes, for tests: starting them takes longer than what most encode. */
  encoders?: Encoders
}

/** Remote engines may get voices, or be reached, at any time. */
const voicesRefreshMilliseconds = 5 * 60_000

/** Opens all parts in order and closes them in reverse. The one place where they are put together. */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const { config, log, role, engines: given, packs } = options
  await using opening = new AsyncDisposableStack()
  const storage = opening.use(await openStorage({ config, log, applicationName: role, poolSize: 10 }))
  const { sessionConnection: connection, db } = storage
  if (!(await isUpToDate(db))) await migrateDatabase(connection)
  const files = opening.use(await openOwnFiles(config, db))
  const events = opening.use(await openEvents({ connection, log }))
  const counters = opening.use(openCounters({ db, log }))
  const onDeath = (engineId: string) => counters.add('engine_restarts', engineId)
  const engines = given ?? (await openEngines(config, { onDeath }))
  opening.defer(() => engines.close())
  const tracer = opening.use(openTracing(config, log))
  const languageModel = openLanguageModel(config)
  const workerId = randomUUID()
  const map = await readVoiceMap(config.LECTERN_VOICE_MAP)
  const voices = await openVoiceCatalogue(engines.list(), {
    defaultEngineId: config.LECTERN_ENGINE_DEFAULT,
    map,
    elsewhere: () => listWorkerEngines(db, workerId),
  })
  if (!voices.hasDefaultVoice) log.warn(noVoice)
  opening.defer(events.subscribe(voicesChanged, () => voices.refresh()))
  const asking = setInterval(() => voices.refresh(), voicesRefreshMilliseconds).unref()
  opening.defer(() => clearInterval(asking))
  const onChanged = ({ id }: VoicePack) => events.publish({ topic: voicesChanged, payload: { pack: id } })
  const voicePacks = opening.use(openVoicePacks({ config, log, packs, onChanged }))
  const aligner = opening.use(openAligner({ references: keepReferenceVoices(db), engines, threads: cores(config) }))
  const encoders = options.encoders ?? opening.use(openEncoders({ threads: availableParallelism() }))
  const pronouncer = opening.use(openPronouncer())
  const { path: ownFolder } = opening.use(await openProcessFolder(join(config.LECTERN_DATA, 'growing')))
  const renditions = opening.use(
    openRenditionCache({ files, folder: ownFolder, uses: openRenditionUses({ db, counters }) }),
  )
  const progress = opening.use(openProgressTeller({ db, log }))
  // Last, so that closing lets the running jobs end before it closes what they use.
  const requireDatabase = async () => void (await db.execute('select 1'))
  const jobs = opening.use(await openJobs({ connection, events, log, tracer, role, requireDatabase }))
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
      pronouncer,
      languageModel,
      renditions,
      counters,
      progress,
      tracer,
      ownFolder,
      workerId,
      outgoing,
      callbackSecret,
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function openTracing(config: Config, log: Log): Tracer {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = config
  return endpoint ? openTracer({ endpoint, headers, serviceName: config.OTEL_SERVICE_NAME, log }) : noTracer
}
