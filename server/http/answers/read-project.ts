import { mapInTurns } from '#server/base/give-way.ts'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { readOutlines, readStatus } from '#server/converting/project-status.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { listStatistics } from '#server/planning/statistics.ts'
import { getChapter, listBlocks, listChapters } from '#server/projects/chapters.ts'
import { getProject, listDefaultVoices, listProjects, listProjectVoices } from '#server/projects/find-project.ts'
import type { ChapterKey, Project } from '#server/projects/project.ts'
import { resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import type { Database } from '#server/storage/database.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { presentChapter, presentContent, toVoiceIds } from './present-chapter.ts'
import { presentDictionaryVersion } from './present-dictionary.ts'
import { presentExtension, presentProject } from './present-project.ts'

/** All projects in their short form, newest first. However many there are, others have their turn. */
export async function readProjects(studio: Studio, accessLevel: Role) {
  return asOfOneMoment(studio, async (db) => {
    const presented: ReturnType<typeof presentProject>[] = []
    for await (const projects of listProjects(db)) {
      const outlines = await readOutlines(db, projects)
      const voices = await listDefaultVoices(db, projects)
      for (const project of projects)
        presented.push(presentProject(project, outlines.get(project.id)!, voices, accessLevel))
    }
    return presented
  })
}

/** A project in its short form, as create and update answer it. */
export async function readShortProject(studio: Studio, { id }: Project, accessLevel: Role) {
  return asOfOneMoment(studio, async (db) => {
    const project = await getProject(db, id)
    const status = await readStatus(db, project)
    return presentProject(project, status, await listProjectVoices(db, id), accessLevel)
  })
}

/** A project with its chapters and voices. @throws StudioError `project_not_found` */
export async function readProject(studio: Studio, projectId: ProjectId, accessLevel: Role) {
  return readPlanned(studio, projectId, async (db, project) => {
    const state = await readState(db, project)
    const { status, voices } = state
    const versions = await resolveVersions(db, project.pronunciationLocators)
    const dictionaries = versions.map((one) => presentDictionaryVersion(one, accessLevel))
    return {
      ...presentProject(project, status, voices, accessLevel),
      ...presentExtension(project, voices, await presentChapters(db, project, state), dictionaries),
    }
  })
}

/** The chapters of a project in reading order. @throws StudioError `project_not_found` */
export async function readChapters(studio: Studio, projectId: ProjectId) {
  return readPlanned(studio, projectId, async (db, project) =>
    presentChapters(db, project, await readState(db, project)),
  )
}

/** A chapter tells of each voice that speaks in it. */
async function presentChapters(db: Database, { id }: Project, { status, statistics, voices }: ProjectState) {
  const voiceIds = toVoiceIds(voices)
  return mapInTurns(await listChapters(db, id), (chapter) =>
    presentChapter(chapter, status, statistics.get(chapter.id), voiceIds),
  )
}

/** A chapter with its content. @throws StudioError `project_not_found`, `chapter_not_found` */
export async function readChapter(studio: Studio, key: ChapterKey) {
  const { projectId, chapterId } = key
  return readPlanned(studio, projectId, async (db, project) => {
    const chapter = await getChapter(db, key)
    const { status, statistics, voices } = await readState(db, project, chapterId)
    const voiceIds = toVoiceIds(voices)
    return {
      ...presentChapter(chapter, status, statistics.get(chapterId), voiceIds),
      content: presentContent(await listBlocks(db, chapterId), voiceIds),
    }
  })
}

/** Reads what belongs to a project once its plans are up to date. @throws StudioError `project_not_found` */
async function readPlanned<T>(
  studio: Studio,
  projectId: ProjectId,
  read: (db: Database, project: Project) => Promise<T>,
): Promise<T> {
  await ensurePlanned(studio, await getProject(studio.db, projectId))
  return asOfOneMoment(studio, async (db) => read(db, await getProject(db, projectId)))
}

/**
 * Nothing changes between the queries: else a conversion that ends in between would look ended by its state, and not
 * yet by its date or error.
 */
function asOfOneMoment<T>({ db }: Studio, read: (db: Database) => Promise<T>): Promise<T> {
  return db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}

type ProjectState = Awaited<ReturnType<typeof readState>>

async function readState(db: Database, project: Project, chapterId?: ChapterId) {
  const status = await readStatus(db, project)
  const statistics = await listStatistics(db, project.id, chapterId)
  return { status, statistics, voices: await listProjectVoices(db, project.id) }
}
