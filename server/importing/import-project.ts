import type { Config } from '#server/base/config.ts'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { convertIfAllowed } from '#server/converting/queue-conversion.ts'
import { tellNotMade } from '#server/converting/tell-callback.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { defineQueue } from '#server/jobs/queue.ts'
import type { JobEnd, JobFailure, JobRun } from '#server/jobs/run-job.ts'
import type { Asker } from '#server/keys/key-usage.ts'
import type { Guard } from '#server/net/guarded-fetch.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { replaceChapters, replaceContent } from '#server/projects/chapter-content.ts'
import { listChapters } from '#server/projects/chapters.ts'
import { giveCover, type StoredCover, storeOwnCover } from '#server/projects/cover.ts'
import { tellCreation, updateProject } from '#server/projects/edit-project.ts'
import { findProject, getProject, listProjectVoices, lockProject } from '#server/projects/find-project.ts'
import { isBeingImported, type NewChapter, type Project } from '#server/projects/project.ts'
import { queueAssigning } from '#server/projects/queue-cast.ts'
import { keepSourceEpub, storeSourceEpub } from '#server/projects/source-epub.ts'
import type { StoredAhead } from '#server/projects/stored-ahead.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { copySource, type DocumentPlace } from './copy-source.ts'
import type { ImportedDocument } from './document/imported-document.ts'
import { warningsOf } from './document/warnings-of.ts'
import { importDocument } from './reading/import-document.ts'

type Needs = {
  config: Config
  ownFolder: string
  db: Database
  files: FileStore
  jobs: Jobs
  voices: VoiceCatalogue
  outgoing: Guard
}

/** A document that is to become the content of a project, or of one of its chapters. */
export interface ImportJob {
  projectId: ProjectId
  chapterId?: ChapterId
  source: DocumentPlace
  autoConvert: boolean
  /** Who asks for it. */
  asker?: Asker
  /** Gives each character of it a voice, before it is converted. */
  assignVoices?: boolean
}

export const importQueue = defineQueue<ImportJob>({ name: 'import', retryLimit: 3, expireInSeconds: 900 })

/** Turns a document into the chapters of its project. Safe to run again. @throws StudioError why that failed */
export async function importProject(needs: Needs, job: ImportJob, run: JobRun): Promise<void> {
  const { db } = needs
  const { projectId, source } = job
  const project = await findProject(db, projectId)
  if (!project) return deleteDocument(needs, source)
  if (!(await tellCreation(db, projectId, 0.1))) return
  if (job.autoConvert) await requireUsualVoices(needs, project) // not only when all is read
  await using copy = await copySource(needs, source, run.signal)
  const document = await importDocument(copy.path, { ...copy, choices: project.readingChoices, signal: run.signal })
  if (!(await tellCreation(db, projectId, 0.7))) {
    // One that was given up may be imported again.
    if (!(await findProject(db, projectId))) await deleteDocument(needs, source)
    return
  }
  const isSource = !job.chapterId && document.format === 'EPUB'
  const stored = {
    cover: job.chapterId ? undefined : await storeOwnCover(needs.files, project, document.cover?.bytes),
    epub: isSource ? await storeSourceEpub(needs.files, copy.path) : undefined,
  }
  await storeDocument(needs, job, document, stored, run)
  await deleteDocument(needs, source)
  // Last, since it may be cut short: a job that has ended is no longer held.
  await ensurePlanned(needs, await getProject(db, projectId), run.signal)
}

/** @throws StudioError `voice_not_found` */
async function requireUsualVoices({ db, voices }: Needs, project: Project): Promise<void> {
  for (const voiceId of Object.values(await voiceIdsOf(db, project))) voices.get(voiceId)
}

/** Of what is imported, or will never be. */
async function deleteDocument({ files }: Needs, source: DocumentPlace): Promise<void> {
  if ('fileKey' in source) await files.delete([source.fileKey])
}

/** Tells the project, if it is still there, why no document was imported: then another may be. Safe to run again. */
export async function giveUpImport(
  needs: { db: Database; jobs: Jobs },
  { projectId }: Pick<ImportJob, 'projectId'>,
  { code, message }: JobFailure,
  run?: JobEnd,
): Promise<void> {
  if (!(await findProject(needs.db, projectId))) return
  await needs.db.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    if (!isBeingImported(project)) return
    await updateProject(db, projectId, { creationStatus: 'failed', creationError: { code, message } })
    await tellNotMade({ ...needs, db }, project, message)
    await run?.completeIn(db)
  })
}

/**
 * Content, state, conversion and the end of this job are one transaction: what comes later is a person's own edit.
 */
async function storeDocument(
  needs: Needs,
  job: ImportJob,
  document: ImportedDocument,
  { cover, epub }: { cover: StoredCover | undefined; epub: StoredAhead | undefined },
  run: JobRun,
): Promise<void> {
  const { projectId, chapterId, autoConvert, assignVoices, asker } = job
  await needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    const project = await lockProject(db, projectId)
    const chapters = toChapters(document, await voiceIdsOf(db, project))
    if (!chapterId) await replaceChapters(inside, projectId, chapters)
    else if (await hasChapter(db, projectId, chapterId)) {
      const blocks = chapters.flatMap((chapter) => chapter.blocks)
      await replaceContent(inside, { projectId, chapterId }, blocks)
    }
    await updateProject(db, projectId, {
      ...(!chapterId && whatItSaysOfItself(project, document, job.source)),
      creationStatus: 'finished',
      creationProgress: 1,
      creationError: null,
      importWarnings: warningsOf(document),
    })
    if (cover && !project.cover) await giveCover(db, projectId, cover)
    if (!chapterId) await keepSourceEpub(db, projectId, epub)
    if (assignVoices) await queueAssigning(inside, projectId, { autoConvert, asker })
    else if (autoConvert) await convertIfAllowed(inside, projectId, asker)
    await run.completeIn(db)
  })
}

/** A chapter may be deleted while a page is read into it; then nothing is missing of its project. */
async function hasChapter(db: Database, projectId: ProjectId, chapterId: ChapterId): Promise<boolean> {
  return (await listChapters(db, projectId)).some(({ id }) => id === chapterId)
}

async function voiceIdsOf(db: Database, project: Project): Promise<{ title: string; paragraph: string }> {
  const voices = new Map((await listProjectVoices(db, project.id)).map((voice) => [voice.refId, voice.voiceId]))
  return {
    title: voices.get(project.defaultTitleVoiceRefId)!,
    paragraph: voices.get(project.defaultParagraphVoiceRefId)!,
  }
}

function toChapters(document: ImportedDocument, voiceIds: { title: string; paragraph: string }): NewChapter[] {
  return document.chapters.map(({ name, blocks }) => ({
    name,
    blocks: blocks.map(({ subType, text }) => ({
      subType,
      nodes: [{ voiceId: subType === 'p' ? voiceIds.paragraph : voiceIds.title, text }],
    })),
  }))
}

/** What the person said of the project counts more than what the document says of itself. */
function whatItSaysOfItself(project: Project, document: ImportedDocument, source: DocumentPlace): Partial<Project> {
  return {
    name: isCalledAsItsSite(project, source) ? (document.title ?? project.name) : project.name,
    title: project.title ?? document.title ?? null,
    author: project.author ?? document.author ?? null,
    description: project.description ?? document.description ?? null,
    language: project.language ?? document.language?.slice(0, 2).toLowerCase() ?? null,
    isbnNumber: project.isbnNumber ?? document.isbn ?? null,
    originalPublicationDate: project.originalPublicationDate ?? document.publicationDate ?? null,
  }
}

/** Nobody called a project of a web page anything as long as it has the name of the site. */
function isCalledAsItsSite({ name }: Project, source: DocumentPlace): boolean {
  return 'url' in source && URL.parse(source.url)?.hostname === name
}
