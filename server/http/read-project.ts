import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { readStatuses } from '#server/converting/project-status.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { listStatistics } from '#server/planning/statistics.ts'
import { getChapter, listBlocks, listChapters } from '#server/projects/chapters.ts'
import { getProject, listProjects, listProjectVoices, listVoicesOfAll } from '#server/projects/find-project.ts'
import type { ChapterKey, Project } from '#server/projects/project.ts'
import { resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { presentChapter, presentContent } from './present-chapter.ts'
import { presentDictionaryVersion } from './present-dictionary.ts'
import { presentExtension, presentProject } from './present-project.ts'

/** All projects in their short form, newest first. */
export async function readProjects({ db }: Studio, accessLevel: Role) {
  const projects = await listProjects(db)
  const statuses = await readStatuses(db, projects)
  const voices = await listVoicesOfAll(db)
  return projects.map((project) =>
    presentProject(project, statuses.get(project.id)!, voices.get(project.id) ?? [], accessLevel),
  )
}

/** A project in its short form, as create and update answer it. */
export async function readShortProject({ db }: Studio, project: Project, accessLevel: Role) {
  const status = (await readStatuses(db, [project])).get(project.id)!
  return presentProject(project, status, await listProjectVoices(db, project.id), accessLevel)
}

/** A project with its chapters and voices. @throws StudioError `project_not_found` */
export async function readProject(studio: Studio, projectId: ProjectId, accessLevel: Role) {
  const { db } = studio
  const project = await getProject(db, projectId)
  const { status, statistics, voices } = await readState(studio, project)
  const chapters = await listChapters(db, projectId)
  const presented = chapters.map((chapter) => presentChapter(chapter, status, statistics.get(chapter.id), voices))
  const versions = await resolveVersions(db, project.pronunciationLocators)
  const dictionaries = versions.map((one) => presentDictionaryVersion(one, accessLevel))
  return {
    ...presentProject(project, status, voices, accessLevel),
    ...presentExtension(project, voices, presented, dictionaries),
  }
}

/** The chapters of a project in reading order. @throws StudioError `project_not_found` */
export async function readChapters(studio: Studio, projectId: ProjectId) {
  const project = await getProject(studio.db, projectId)
  const { status, statistics, voices } = await readState(studio, project)
  const chapters = await listChapters(studio.db, projectId)
  return chapters.map((chapter) => presentChapter(chapter, status, statistics.get(chapter.id), voices))
}

/** A chapter with its content. @throws StudioError `project_not_found`, `chapter_not_found` */
export async function readChapter(studio: Studio, key: ChapterKey) {
  const { db } = studio
  const { chapterId } = key
  const project = await getProject(db, key.projectId)
  const chapter = await getChapter(db, key)
  const { status, statistics, voices } = await readState(studio, project, chapterId)
  return {
    ...presentChapter(chapter, status, statistics.get(chapterId), voices),
    content: presentContent(await listBlocks(db, chapterId), voices),
  }
}

async function readState(studio: Studio, project: Project, chapterId?: ChapterId) {
  const { db } = studio
  await ensurePlanned(studio, project)
  const status = (await readStatuses(db, [project])).get(project.id)!
  const statistics = await listStatistics(db, project.id, chapterId)
  return { status, statistics, voices: await listProjectVoices(db, project.id) }
}
