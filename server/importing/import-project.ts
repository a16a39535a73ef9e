import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '#server/base/config.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { queueProjectConversion } from '#server/converting/queue-conversion.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { defineQueue } from '#server/jobs/queue.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { replaceChapters } from '#server/projects/chapter-content.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { findProject, getProject, listProjectVoices, lockProject } from '#server/projects/find-project.ts'
import type { NewChapter, Project } from '#server/projects/project.ts'
import { explainError, isConnectionLost } from '#server/storage/connection-lost.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { importDocument } from './import-document.ts'
import type { ImportedDocument } from './imported-document.ts'

type Needs = { config: Config; db: Database; files: FileStore; jobs: Jobs; voices: VoiceCatalogue }

/** A stored document that is to become the content of a project. */
export interface ImportJob {
  projectId: ProjectId
  /** Of the document in the file store; it is deleted when all went well, and kept for another try when not. */
  fileKey: string
  fileName: string
  contentType?: string
  autoConvert: boolean
}

export const importQueue = defineQueue<ImportJob>({ name: 'import', retryLimit: 3, expireInSeconds: 900 })

/** Turns a document into the chapters of its project, or tells the project why that failed. Safe to run again. */
export async function importProject(needs: Needs, job: ImportJob, run: JobRun): Promise<void> {
  const project = await findProject(needs.db, job.projectId)
  if (!project) return
  try {
    await updateProject(needs.db, project.id, { creationStatus: 'creating', creationProgress: 0.1 })
    const document = await readDocument(needs, job, run.signal)
    await updateProject(needs.db, project.id, { creationProgress: 0.7 })
    await storeDocument(needs, project.id, document)
  } catch (error) {
    run.signal.throwIfAborted()
    if (isConnectionLost(error)) throw error
    const { code, message } = explainError(error)
    await updateProject(needs.db, project.id, { creationStatus: 'failed', creationError: { code, message } })
    return
  }
  await needs.files.delete([job.fileKey])
  if (job.autoConvert) await queueProjectConversion(needs, project.id)
}

/** Copies the document out of the store, since a process of its own reads it. */
async function readDocument(
  { config, files }: Needs,
  { fileKey, fileName, contentType }: ImportJob,
  signal: AbortSignal,
): Promise<ImportedDocument> {
  const folder = join(config.LECTERN_DATA, 'growing', String(process.pid))
  const path = join(folder, randomUUID())
  await mkdir(folder, { recursive: true })
  try {
    await pipeline(await files.get(fileKey), createWriteStream(path), { signal })
    return await importDocument(path, { fileName, contentType, signal })
  } finally {
    await rm(path, { force: true })
  }
}

async function storeDocument(needs: Needs, projectId: ProjectId, document: ImportedDocument): Promise<void> {
  await needs.db.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    const content = toChapters(document, await voiceIdsOf(db, project))
    await replaceChapters({ ...needs, db }, projectId, content)
    await updateProject(db, projectId, { ...whatItSaysOfItself(project, document), creationProgress: 0.9 })
  })
  await ensurePlanned(needs, await getProject(needs.db, projectId))
  await updateProject(needs.db, projectId, { creationStatus: 'finished', creationProgress: 1 })
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
