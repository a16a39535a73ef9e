import type { Config } from '#server/base/config.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { cancelConversions } from '#server/converting/cancel-conversion.ts'
import { queueProjectConversion } from '#server/converting/queue-conversion.ts'
import { tellNoConversion } from '#server/converting/tell-callback.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { Asker } from '#server/keys/key-usage.ts'
import { replaceChapters } from '#server/projects/chapter-content.ts'
import { blankChapters, createProject, type NewProject } from '#server/projects/create-project.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { getProject, lockProject } from '#server/projects/find-project.ts'
import { isBeingImported, type NewChapter, type Project } from '#server/projects/project.ts'
import { queueAssigning } from '#server/projects/queue-cast.ts'
import { resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { ReadingChoices } from './document/reading-choices.ts'
import type { ImportJob } from './import-project.ts'
import { queueImport } from './queue-import.ts'

type Needs = { config: Config; db: Database; jobs: Jobs; voices: VoiceCatalogue }

/** What a project is to say. */
export type ContentSource =
  | { kind: 'none' }
  | { kind: 'chapters'; chapters: NewChapter[] }
  /** A worker imports it. */
  | { kind: 'document'; document: ImportJob['source'] }

export interface FillOptions {
  /** Converts it when it has anything to say: at once, or when its document is imported. */
  autoConvert: boolean
  /** Who asks for it. */
  asker?: Asker
  /** Gives each character of it a voice, before it is converted. */
  assignVoices?: boolean
  /** What of a document is read from now on, where that is to change. */
  readingChoices?: Partial<ReadingChoices>
  /** What else belongs into the transaction. */
  also?(db: Transaction, projectId: ProjectId): Promise<void>
}

/**
 * Creates a project with what it is to say; without anything, with an empty chapter. Whoever makes a project comes here: the
 * project, its import or conversion, and what else belongs to it are one transaction.
 * @throws StudioError `pronunciation_dictionary_not_found`; as `createProject`
 */
export async function createFilledProject(
  needs: Needs,
  given: NewProject,
  source: ContentSource,
  options: FillOptions,
): Promise<Project> {
  return needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    await resolveVersions(db, given.pronunciationLocators ?? [])
    const { id } = await createProject(inside, given, source.kind === 'chapters' ? source.chapters : blankChapters)
    if (source.kind === 'document') await importInto(inside, id, source.document, options)
    if (source.kind === 'chapters') await goOn(inside, id, options)
    await options.also?.(db, id)
    return getProject(db, id)
  })
}

/** What is asked for besides creating a project that says something. */
async function goOn(inside: Needs & { db: Transaction }, id: ProjectId, options: FillOptions): Promise<void> {
  const { autoConvert, assignVoices, asker } = options
  if (assignVoices) await queueAssigning(inside, id, { autoConvert, asker })
  else if (autoConvert) await convertIfSpoken(inside, id, options)
}

/**
 * Replaces what a project says; without anything new it stays as it is. What was being converted of the old is cancelled.
 * @throws StudioError `project_not_found`, `already_processing`; as `replaceChapters`
 */
export async function refillProject(
  needs: Needs,
  projectId: ProjectId,
  source: ContentSource,
  options: FillOptions,
): Promise<Project> {
  return needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    const project = await lockProject(db, projectId)
    if (options.readingChoices && Object.keys(options.readingChoices).length > 0) {
      await updateProject(db, projectId, { readingChoices: { ...project.readingChoices, ...options.readingChoices } })
    }
    if (source.kind === 'chapters') requireMade(project)
    if (source.kind !== 'none') await cancelConversions(inside, projectId)
    if (source.kind === 'document') await importInto(inside, projectId, source.document, options)
    if (source.kind === 'chapters') await replaceChapters(inside, projectId, source.chapters)
    if (source.kind !== 'document' && options.autoConvert) await convertIfSpoken(inside, projectId, options)
    await options.also?.(db, projectId)
    return getProject(db, projectId)
  })
}

/** What is written while a document is imported would be replaced by it. @throws StudioError `already_processing` */
function requireMade(project: Project): void {
  if (!isBeingImported(project)) return
  throw new StudioError('already_processing', `The content of "${project.name}" is still being made.`)
}

async function importInto(
  inside: Needs & { db: Transaction },
  projectId: ProjectId,
  document: ImportJob['source'],
  { autoConvert, assignVoices, asker }: FillOptions,
): Promise<void> {
  await queueImport(inside, { projectId, source: document, autoConvert, assignVoices, asker })
}

/** Asked to convert by the way, a project without any text is simply not converted; who waits for its callback is told. */
async function convertIfSpoken(
  inside: Needs & { db: Transaction },
  projectId: ProjectId,
  { asker }: FillOptions,
): Promise<void> {
  try {
    await queueProjectConversion(inside, projectId, { asker })
  } catch (error) {
    const { code, message } = toStudioError(error)
    if (code !== 'empty_text') throw error
    await tellNoConversion(inside, projectId, message)
  }
}
