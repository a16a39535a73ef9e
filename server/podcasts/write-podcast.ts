import type { Config } from '#server/base/config.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Log } from '#server/base/log.ts'
import { mayNotNow } from '#server/converting/queue-conversion.ts'
import { tellNoConversion } from '#server/converting/tell-callback.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobEnd, JobFailure, JobRun } from '#server/jobs/run-job.ts'
import { withoutWork } from '#server/jobs/worked-on.ts'
import type { LanguageModel } from '#server/language-model/language-model.ts'
import type { Guard } from '#server/net/guarded-fetch.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { tellCreation, updateProject } from '#server/projects/edit-project.ts'
import { findProject, getProject, lockProject } from '#server/projects/find-project.ts'
import { isBeingImported, type Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { applyScript } from './apply-script.ts'
import { writeExtractive } from './extractive/write-extractive.ts'
import { lengths, secondsOf } from './length.ts'
import { measurePace } from './measure-pace.ts'
import type { Podcast, ReadableSource, Script, Turn } from './podcast.ts'
import { podcastName } from './podcast-name.ts'
import type { PodcastJob } from './podcast-queue.ts'
import { findPodcast, listBeingWritten, storeScript } from './podcast-store.ts'
import { readSources } from './read-sources.ts'
import { requireModel } from './require-model.ts'
import { requireSpeakers } from './require-speakers.ts'
import { promptVersion } from './written-by-model/prompts/version.ts'
import { type Commission, writeWithModel } from './written-by-model/write-with-model.ts'

type Needs = {
  config: Config
  ownFolder: string
  db: Database
  events: Events
  files: FileStore
  jobs: Jobs
  languageModel: LanguageModel | undefined
  log: Log
  outgoing: Guard
  voices: VoiceCatalogue
}

/** A script, and what the person who asked for it should know. */
type WrittenScript = {
  script: Script
  warnings: Warnings
  /** Why it is not converted, though that was asked for. */
  notConverted?: string
}
type Warnings = NonNullable<Project['importWarnings']>

/** How far the making of a podcast is when its sources are read, and when its script is written. */
const progress = { begun: 0.05, read: 0.3, measured: 0.4, written: 0.95 }

/** Reads the sources of a podcast and writes its script; a draft waits then, any other is spoken. Safe to run again. */
export async function writePodcast(needs: Needs, { projectId }: PodcastJob, run: JobRun): Promise<void> {
  const podcast = await findBeingWritten(needs.db, projectId)
  if (!podcast) return
  requireModel(needs.languageModel, podcast.request)
  requireSpeakers(needs.voices, podcast.request)
  const tell = async (creationProgress: number) => {
    if (await tellCreation(needs.db, projectId, creationProgress)) return
    throw new StudioError('job_cancelled', 'Nobody waits for the script of this podcast any more.')
  }
  await tell(progress.begun)
  const { sources } = podcast.request
  const readable = await readSources(needs, sources, {
    signal: run.signal,
    tell: (count) => tell(progress.begun + ((progress.read - progress.begun) * count) / sources.length),
  })
  const written = await writeScript(needs, podcast, readable, { run, tell }).catch((thrown) => {
    if (!isModels(thrown)) throw thrown
    return giveUpPodcast(needs, { projectId }, toStudioError(thrown), run) // it was asked patiently enough
  })
  if (!written) return
  await keepScript(needs, podcast, written, run).catch(async (thrown) => {
    if (!mayNotNow(thrown)) throw thrown
    const message = `${toStudioError(thrown).message} The script waits to be approved.`
    const warnings = [...written.warnings, { code: 'not_converted', message, count: 1 }]
    const draft = { ...podcast, request: { ...podcast.request, isDraft: true } }
    await keepScript(needs, draft, { ...written, warnings, notConverted: message }, run)
  })
}

function isModels(thrown: unknown): boolean {
  const { code } = toStudioError(thrown)
  return code === 'language_model_failed' || code === 'language_model_timeout'
}

/** Tells the project, and the address that it names, why there is no podcast. Safe to run again. */
export async function giveUpPodcast(
  needs: { db: Database; jobs: Jobs },
  { projectId }: PodcastJob,
  { code, message }: JobFailure,
  run?: JobEnd,
): Promise<void> {
  await needs.db.transaction(async (db) => {
    const podcast = await findBeingWritten(db, projectId)
    if (!podcast || !isBeingImported(await lockProject(db, projectId))) return
    await updateProject(db, projectId, { creationStatus: 'failed', creationError: { code, message } })
    await tellNoConversion({ ...needs, db }, projectId, message, podcast.origin.requestId)
    await run?.completeIn(db)
  })
}

/** The podcasts whose scripts no job writes. */
export async function listStrandedPodcasts({ db, jobs }: { db: Database; jobs: Jobs }): Promise<ProjectId[]> {
  return withoutWork(jobs, 'projectId', await listBeingWritten(db))
}

async function findBeingWritten(db: Database, projectId: ProjectId): Promise<Podcast | undefined> {
  const project = await findProject(db, projectId)
  const isWanted = project?.creationType === 'generate_podcast' && isBeingImported(project)
  return isWanted ? findPodcast(db, projectId) : undefined
}

type Work = { run: JobRun; tell(creationProgress: number): Promise<void> }

async function writeScript(
  needs: Needs,
  { request }: Podcast,
  sources: ReadableSource[],
  { run, tell }: Work,
): Promise<WrittenScript> {
  const language = chooseLanguage(needs, request.language, sources)
  const text = language === sources[0]!.language ? beginningOf(sources) : undefined
  const pace = await measurePace(needs, { voiceIds: request.voiceIds, language, text }, run.signal)
  await tell(progress.measured)
  const told = (share: number) => tell(progress.measured + (progress.written - progress.measured) * share)
  const { turns, title, languageModel, warnings } = await chooseWriter(
    needs,
    { request, sources, language, pace },
    told,
    run,
  )
  const script = {
    title,
    language,
    languageModel,
    promptVersion: languageModel === null ? null : promptVersion,
    turns,
    pace,
  }
  return {
    script,
    warnings: [...warnings, ...orderWarnings(sources), ...lengthWarnings(script, request.durationScale)],
  }
}

type Writing = { turns: Turn[]; title: string; languageModel: string | null; warnings: Warnings }

/** A model that fails, or with which all tries but the last did, is replaced by what needs none, where that can do what was asked; and it is said. */
async function chooseWriter(
  { languageModel, log }: Needs,
  commission: Commission,
  tell: (share: number) => Promise<void>,
  run: JobRun,
): Promise<Writing> {
  if (!languageModel) return extract(commission, noModel)
  if (run.isLastAttempt && !needsModel(commission)) return extract(commission, noEnd)
  try {
    const written = await writeWithModel(languageModel, commission, { tell, signal: run.signal })
    return { ...written, languageModel: languageModel.name }
  } catch (thrown) {
    run.signal.throwIfAborted()
    if (!isModels(thrown) || needsModel(commission)) throw thrown
    const { code, message } = toStudioError(thrown)
    log.warn({ code }, `A podcast is made without the language model: ${message}`)
    return extract(commission, `${message} ${extracted}`)
  }
}

const extracted =
  'The statements of this podcast are sentences of the sources, word by word, picked and put in order automatically.'
const noModel = `No language model is set up. ${extracted}`
const noEnd = `With the language model it did not come to an end. ${extracted}`

async function extract(commission: Commission, message: string): Promise<Writing> {
  const { request, sources, ...how } = commission
  const turns = await writeExtractive(request, sources, how)
  const title = sources.find((source) => source.title)?.title ?? null
  const warnings = [{ code: 'extractive_script', message, count: 1 }]
  return { turns, title: title ?? podcastName(request), languageModel: null, warnings }
}

/** @throws StudioError `language_model_missing` when it is not that of the sources and nobody can translate */
function chooseLanguage(needs: Needs, asked: string | null, sources: ReadableSource[]): string {
  const languages = [...new Set(sources.map(({ language }) => language))]
  const language = asked?.toLowerCase() ?? languages[0]!
  const other = languages.find((one) => one !== language)
  if (other === undefined || needs.languageModel) return language
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  const sentence = `A source is in ${names.of(other)}; a podcast in ${names.of(language)} needs a language model then, and none is set up.`
  throw new StudioError('language_model_missing', sentence, { param: 'language' })
}

function needsModel({ request, sources, language }: Commission): boolean {
  return Boolean(request.instructions?.trim()) || sources.some((source) => source.language !== language)
}

/** Some sentences to measure the pace with, whole words of them. */
function beginningOf(sources: ReadableSource[]): string {
  const text = sources.flatMap(({ paragraphs }) => paragraphs.filter((one) => one.length > 80)).join(' ')
  const beginning = text.slice(0, 500).replace(/[<>{}[\]]/g, ' ')
  const end = /^.*[.!?…](?=\s|$)/s.exec(beginning)?.[0] ?? beginning.replace(/\S*$/, '')
  return end.trim() || sources[0]!.paragraphs.join(' ').slice(0, 500)
}

function orderWarnings(sources: ReadableSource[]): Warnings {
  const count = sources.reduce((sum, { ordersLeftOut }) => sum + ordersLeftOut, 0)
  const message = 'Sentences that give orders to machines were left out of the sources.'
  return count > 0 ? [{ code: 'orders_left_out', message, count }] : []
}

function lengthWarnings({ turns, pace }: Script, scale: Podcast['request']['durationScale']): Warnings {
  const seconds = secondsOf(turns, pace)
  const { least, most } = lengths[scale]
  if (seconds >= least && seconds <= most) return []
  const minutes = (seconds / 60).toFixed(1)
  const reason = seconds < least ? 'the sources have no more to say' : 'what is to be said first and last is long'
  return [{ code: 'length_differs', message: `The podcast lasts about ${minutes} minutes: ${reason}.`, count: 1 }]
}

/** Script, blocks, state, conversion and the end of this job are one transaction. */
async function keepScript(
  needs: Needs,
  podcast: Podcast,
  { script, warnings, notConverted }: WrittenScript,
  run: JobRun,
): Promise<void> {
  const { projectId, request, origin } = podcast
  await needs.db.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    await storeScript(db, projectId, { script, isApproved: !request.isDraft })
    await updateProject(db, projectId, {
      name: script.title,
      title: script.title,
      language: script.language,
      description: project.description ?? describe(script),
      importWarnings: warnings.length > 0 ? warnings : null,
      creationError: null,
      ...(request.isDraft ? { creationStatus: 'draft', creationProgress: 1 } : finished),
    })
    if (!request.isDraft) await applyScript({ ...needs, db }, podcast, script, origin)
    if (notConverted) await tellNoConversion({ ...needs, db }, projectId, notConverted, origin.requestId)
    await run.completeIn(db)
  })
  await ensurePlanned(needs, await getProject(needs.db, projectId), run.signal)
}

export const finished = { creationStatus: 'finished', creationProgress: 1 } as const

/** The project says honestly what it is, too. */
function describe({ languageModel }: Script): string {
  return languageModel === null
    ? extracted
    : `A podcast written by the language model ${languageModel} from its sources.`
}
