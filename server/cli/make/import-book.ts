import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename, extname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Config } from '#server/base/config.ts'
import { toErrorCode } from '#server/base/error-catalogue.ts'
import { hasCode, StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { StoredDocument } from '#server/importing/copy-source.ts'
import { createFilledProject } from '#server/importing/fill-project.ts'
import { queueImport } from '#server/importing/queue-import.ts'
import { uploadKey } from '#server/importing/uploads.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { audiobookPauses } from '#server/planning/pauses.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { findProjectBySource, getProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { isUniqueViolation } from '#server/storage/database-error.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { findVoice } from './find-voice.ts'
import type { MakeOrder } from './make-order.ts'
import type { ProgressDisplay } from './progress-display.ts'

type Needs = { config: Config; db: Database; files: FileStore; jobs: Jobs; voices: VoiceCatalogue }

/**
 * The project of a document and a voice: that of an earlier run, or a new one whose import is queued. What the order says
 * of the work counts from now on.
 * @throws StudioError `voice_not_found`
 */
export async function importBook(needs: Needs, order: MakeOrder): Promise<ProjectId> {
  const voiceId = findVoice(needs.voices, order.voiceId).id
  const sourceKey = createHash('sha256')
    .update(`${order.inputHash}\n${voiceId}${choicesKey(order)}${order.hasCast ? '\ncast' : ''}`)
    .digest('hex')
  const existing = await findProjectBySource(needs.db, sourceKey)
  if (!existing) return createBook(needs, order, voiceId, sourceKey)
  const changes = changesOf(existing, order)
  if (Object.keys(changes).length > 0) await updateProject(needs.db, existing.id, changes)
  if (existing.creationStatus === 'failed') await importAgain(needs, order, existing.id)
  return existing.id
}

/** Other choices make another text. The usual ones add nothing, so that earlier projects are found. */
function choicesKey({ choices }: MakeOrder): string {
  return Object.keys(choices).length === 0 ? '' : `\n${JSON.stringify(Object.entries(choices).sort())}`
}

/**
 * Waits until the document has become chapters.
 * @throws StudioError what is wrong with the document; the signal's reason
 */
export async function untilImported(
  db: Database,
  projectId: ProjectId,
  display: ProgressDisplay,
  stop: AbortSignal,
): Promise<Project> {
  for (;;) {
    const project = await getProject(db, projectId)
    if (project.creationStatus === 'failed') throw toError(project)
    if (project.creationStatus === 'finished') return project
    display.say('Reading the document …')
    await delay(pollMilliseconds, undefined, { signal: stop })
  }
}

const pollMilliseconds = 100

/** Of two runs at once, one makes the project and both use it. */
async function createBook(needs: Needs, order: MakeOrder, voiceId: string, sourceKey: string): Promise<ProjectId> {
  const document = await storeDocument(needs.files, order)
  try {
    const own = { sourceKey, defaultParagraphVoiceId: voiceId, readingChoices: order.choices }
    const given = { ...toNewProject(order), ...own }
    const options = { autoConvert: false, assignVoices: order.hasCast }
    const { id } = await createFilledProject(needs, given, { kind: 'document', document }, options)
    return id
  } catch (error) {
    await forgetDocument(needs.files, document, error)
    const other = isUniqueViolation(error) && (await findProjectBySource(needs.db, sourceKey))
    if (!other) throw error
    return other.id
  }
}

async function importAgain(needs: Needs, order: MakeOrder, projectId: ProjectId): Promise<void> {
  const document = await storeDocument(needs.files, order)
  const job = { projectId, source: document, autoConvert: false, assignVoices: order.hasCast }
  try {
    await needs.db.transaction((db) => queueImport({ ...needs, db }, job))
  } catch (error) {
    await forgetDocument(needs.files, document, error)
    throw error
  }
}

/** Under a key of this run alone; what one that is killed leaves is collected. */
async function storeDocument(files: FileStore, { inputPath }: MakeOrder): Promise<StoredDocument> {
  const fileKey = uploadKey()
  await files.put(fileKey, createReadStream(inputPath))
  return { fileKey, fileName: basename(inputPath) }
}

/** Where the database went away, nobody knows whether the document is to be imported. */
async function forgetDocument(files: FileStore, { fileKey }: StoredDocument, error: unknown): Promise<void> {
  if (!hasCode(error, 'database_unavailable')) await files.delete([fileKey])
}

function toNewProject({ inputPath, title, author, quality, loudness }: MakeOrder) {
  const name = title ?? basename(inputPath, extname(inputPath))
  const pauses = pausesFor(loudness, {})
  return { name, title, author, pauses, ...(quality && { qualityPreset: quality }) }
}

/** An audiobook has the pauses that shops ask for, too, where the project has none of its own. */
function pausesFor(loudness: MakeOrder['loudness'], { chapterStartSeconds, ...others }: Project['pauses']) {
  if (loudness === 'audiobook')
    return { ...audiobookPauses, ...others, ...(chapterStartSeconds && { chapterStartSeconds }) }
  const isOurs = chapterStartSeconds === audiobookPauses.chapterStartSeconds
  return isOurs ? others : { ...others, ...(chapterStartSeconds !== undefined && { chapterStartSeconds }) }
}

/** What the order says otherwise than the project. */
function changesOf(project: Project, { title, author, quality, loudness }: MakeOrder): Partial<Project> {
  const pauses = pausesFor(loudness, project.pauses)
  return {
    ...(!isDeepStrictEqual(pauses, project.pauses) && { pauses }),
    ...(title !== undefined && title !== project.title && { name: title, title }),
    ...(author !== undefined && author !== project.author && { author }),
    ...(quality !== undefined && quality !== project.qualityPreset && { qualityPreset: quality }),
  }
}

function toError({ name, creationError }: Project): StudioError {
  const { code, message } = creationError ?? { code: 'internal_error', message: `"${name}" could not be imported.` }
  return new StudioError(toErrorCode(code, 'internal_error'), message)
}
