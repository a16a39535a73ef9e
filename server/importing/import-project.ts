import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '#server/base/config.ts'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { queueProjectConversion } from '#server/converting/queue-conversion.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { defineQueue } from '#server/jobs/queue.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import type { Guard } from '#server/net/guarded-fetch.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { replaceChapters, replaceContent } from '#server/projects/chapter-content.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { findProject, getProject, listProjectVoices, lockProject } from '#server/projects/find-project.ts'
import { isBeingImported, type NewChapter, type Project } from '#server/projects/project.ts'
import { explainError, isConnectionLost } from '#server/storage/connection-lost.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { importDocument } from './import-document.ts'
import type { ImportedDocument } from './imported-document.ts'
import { fetchWebPage } from './web-page.ts'

type Needs = { config: Config; db: Database; files: FileStore; jobs: Jobs; voices: VoiceCatalogue; outgoing: Guard }

/** A document that lies in the file store: deleted when all went well, kept for another try when not. */
export interface StoredDocument {
  fileKey: string
  fileName: string
  contentType?: string
}

/** A document that is to become the content of a project, or of one of its chapters. */
export interface ImportJob {
  projectId: ProjectId
  chapterId?: ChapterId
  source: StoredDocument | { url: string }
  autoConvert: boolean
}

export const importQueue = defineQueue<ImportJob>({ name: 'import', retryLimit: 3, expireInSeconds: 900 })

/** Turns a document into the chapters of its project, or tells the project why that failed. Safe to run again. */
export async function importProject(needs: Needs, job: ImportJob, run: JobRun): Promise<void> {
  const project = await findProject(needs.db, job.projectId)
  if (!project || !isBeingImported(project)) return
  const isStored = await importContent(needs, job, run)
  if (isStored && 'fileKey' in job.source) await needs.files.delete([job.source.fileKey])
}

/** Says whether it went well; if not, the project says why. */
async function importContent(needs: Needs, job: ImportJob, run: JobRun): Promise<boolean> {
  const { db } = needs
  const { projectId } = job
  try {
    await updateProject(db, projectId, { creationStatus: 'creating', creationProgress: 0.1 })
    const document = await readDocument(needs, job.source, run.signal)
    await updateProject(db, projectId, { creationProgress: 0.7 })
    await storeDocument(needs, job, document, run)
    return true
  } catch (error) {
    run.signal.throwIfAborted()
    const { code, message, http } = explainError(error)
    const mayPass = code === 'job_cancelled' || isConnectionLost(error) || (http >= 500 && !run.isLastAttempt)
    if (mayPass) throw error
    await updateProject(db, projectId, { creationStatus: 'failed', creationError: { code, message } })
    return false
  }
}

/** Copies the document out of the store or the web, since a process of its own reads it. */
async function readDocument(needs: Needs, source: ImportJob['source'], signal: AbortSignal): Promise<ImportedDocument> {
  const folder = join(needs.config.LECTERN_DATA, 'growing', String(process.pid))
  if ('url' in source) {
    await using page = await fetchWebPage(source.url, { outgoing: needs.outgoing, folder }, signal)
    return await importDocument(page.path, { ...page, signal })
  }
  const path = join(folder, randomUUID())
  await mkdir(folder, { recursive: true })
  try {
    await pipeline(await needs.files.get(source.fileKey), createWriteStream(path), { signal })
    return await importDocument(path, { ...source, signal })
  } finally {
    await rm(path, { force: true })
  }
}

/** Content, state, conversion and the end of this job are one transaction: what comes later is a person's own edit. */
async function storeDocument(needs: Needs, job: ImportJob, document: ImportedDocument, run: JobRun): Promise<void> {
  const { projectId, chapterId, autoConvert } = job
  await needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    const project = await lockProject(db, projectId)
    const chapters = toChapters(document, await voiceIdsOf(db, project))
    if (chapterId) {
      const blocks = chapters.flatMap((chapter) => chapter.blocks)
      await replaceContent(inside, { projectId, chapterId }, blocks)
    } else await replaceChapters(inside, projectId, chapters)
    await updateProject(db, projectId, {
      ...(!chapterId && whatItSaysOfItself(project, document)),
      creationStatus: 'finished',
      creationProgress: 1,
      creationError: null,
    })
    if (autoConvert) await convertUnlessRunning(inside, projectId)
    await run.completeIn(db)
  })
  await ensurePlanned(needs, await getProject(needs.db, projectId))
}

/** Whoever converts the project already, or finds nothing to say in it, is right too. */
async function convertUnlessRunning(inside: Needs, projectId: ProjectId): Promise<void> {
  try {
    await queueProjectConversion(inside, projectId)
  } catch (error) {
    const { code } = explainError(error)
    if (code !== 'already_processing' && code !== 'empty_text') throw error
  }
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
function whatItSaysOfItself(project: Project, document: ImportedDocument): Partial<Project> {
  return {
    title: project.title ?? document.title ?? null,
    author: project.author ?? document.author ?? null,
    description: project.description ?? document.description ?? null,
    language: project.language ?? document.language?.slice(0, 2).toLowerCase() ?? null,
    isbnNumber: project.isbnNumber ?? document.isbn ?? null,
    originalPublicationDate: project.originalPublicationDate ?? document.publicationDate ?? null,
  }
}
