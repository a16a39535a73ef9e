import { ChapterPath, ChapterSnapshotPath, ProjectPath, ProjectSnapshotPath } from '#contract/paths.ts'
import {
  ChapterSnapshotExtendedResponseModel,
  ChapterSnapshotsResponseModel,
  ConvertToMpegBody,
  ProjectSnapshotExtendedResponseModel,
  ProjectSnapshotsResponseModel,
} from '#contract/snapshots.ts'
import { getChapter } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import { openArchive } from '#server/snapshots/open-archive.ts'
import { openChapterRendition, openProjectRendition } from '#server/snapshots/open-rendition.ts'
import { contentTypeOf, renditionFormatOf } from '#server/snapshots/rendition-format.ts'
import {
  getChapterSnapshot,
  getProjectSnapshot,
  getSnapshotContent,
  listChapterSnapshots,
  listProjectSnapshots,
} from '#server/snapshots/snapshot-store.ts'
import {
  presentChapterSnapshot,
  presentProjectSnapshot,
  writeChapterSnapshot,
  writeProjectSnapshot,
} from '../answers/present-snapshot.ts'
import { jsonListStream, presentEach } from '../answers/send-bytes.ts'
import { type Route, route } from '../route.ts'

const tag = 'studio'
const ofProject = '/v1/studio/projects/:project_id/snapshots'
const ofChapter = '/v1/studio/projects/:project_id/chapters/:chapter_id/snapshots'
const audio = { bytes: ['audio/mpeg', 'audio/wav'] }

const listOfProject = route({
  method: 'GET',
  path: ofProject,
  tag,
  summary: 'List the snapshots of a project, newest first',
  role: 'viewer',
  params: ProjectPath,
  reply: ProjectSnapshotsResponseModel,
  async handle({ studio: { db }, params }) {
    const project = await getProject(db, params.project_id)
    const snapshots = presentEach(listProjectSnapshots(db, project.id), presentProjectSnapshot)
    return jsonListStream(ProjectSnapshotsResponseModel, 'snapshots', snapshots)
  },
})

const getOfProject = route({
  method: 'GET',
  path: `${ofProject}/:project_snapshot_id`,
  tag,
  summary: 'Get a snapshot of a project with the second of every character',
  role: 'viewer',
  params: ProjectSnapshotPath,
  reply: ProjectSnapshotExtendedResponseModel,
  async handle({ studio: { db }, params, request }) {
    return writeProjectSnapshot(db, await getProjectSnapshot(db, toProjectSnapshotKey(params)), request)
  },
})

const streamOfProject = route({
  method: 'POST',
  path: `${ofProject}/:project_snapshot_id/stream`,
  tag,
  summary: 'Stream a snapshot of a project as one file',
  role: 'viewer',
  params: ProjectSnapshotPath,
  body: ConvertToMpegBody,
  reply: audio,
  async handle({ studio, params, body }) {
    const project = await getProject(studio.db, params.project_id)
    const snapshot = await getProjectSnapshot(studio.db, toProjectSnapshotKey(params))
    const format = renditionFormatOf(project, body.convert_to_mpeg)
    return { contentType: contentTypeOf(format), bytes: openProjectRendition(studio, snapshot, format) }
  },
})

const archiveOfProject = route({
  method: 'POST',
  path: `${ofProject}/:project_snapshot_id/archive`,
  tag,
  summary: 'Download a snapshot of a project as a ZIP archive with a file for each chapter',
  role: 'viewer',
  params: ProjectSnapshotPath,
  reply: { bytes: ['application/x-zip'] },
  async handle({ studio, params }) {
    const project = await getProject(studio.db, params.project_id)
    const snapshot = await getProjectSnapshot(studio.db, toProjectSnapshotKey(params))
    const bytes = await openArchive(studio, snapshot, renditionFormatOf(project, false))
    return { contentType: 'application/x-zip', bytes }
  },
})

const listOfChapter = route({
  method: 'GET',
  path: ofChapter,
  tag,
  summary: 'List the snapshots of a chapter, newest first',
  role: 'viewer',
  params: ChapterPath,
  reply: ChapterSnapshotsResponseModel,
  async handle({ studio: { db }, params }) {
    const { projectId, chapterId } = toChapterKey(params)
    await getProject(db, projectId)
    await getChapter(db, { projectId, chapterId })
    const snapshots = presentEach(listChapterSnapshots(db, chapterId), presentChapterSnapshot)
    return jsonListStream(ChapterSnapshotsResponseModel, 'snapshots', snapshots)
  },
})

const getOfChapter = route({
  method: 'GET',
  path: `${ofChapter}/:chapter_snapshot_id`,
  tag,
  summary: 'Get a snapshot of a chapter with the second of every character',
  role: 'viewer',
  params: ChapterSnapshotPath,
  reply: ChapterSnapshotExtendedResponseModel,
  async handle({ studio: { db }, params, request }) {
    const snapshot = await getChapterSnapshot(db, toChapterSnapshotKey(params))
    return writeChapterSnapshot(snapshot, await getSnapshotContent(db, snapshot.id), request)
  },
})

const streamOfChapter = route({
  method: 'POST',
  path: `${ofChapter}/:chapter_snapshot_id/stream`,
  tag,
  summary: 'Stream a snapshot of a chapter',
  role: 'viewer',
  params: ChapterSnapshotPath,
  body: ConvertToMpegBody,
  reply: audio,
  async handle({ studio, params, body }) {
    const project = await getProject(studio.db, params.project_id)
    const snapshot = await getChapterSnapshot(studio.db, toChapterSnapshotKey(params))
    const format = renditionFormatOf(project, body.convert_to_mpeg)
    return { contentType: contentTypeOf(format), bytes: openChapterRendition(studio, snapshot, format) }
  },
})

export const snapshotRoutes: Route[] = [
  listOfProject,
  getOfProject,
  streamOfProject,
  archiveOfProject,
  listOfChapter,
  getOfChapter,
  streamOfChapter,
]

function toProjectSnapshotKey({ project_id, project_snapshot_id }: ProjectSnapshotPath) {
  return { projectId: project_id, projectSnapshotId: project_snapshot_id }
}

function toChapterKey({ project_id, chapter_id }: ChapterPath) {
  return { projectId: project_id, chapterId: chapter_id }
}

function toChapterSnapshotKey(path: ChapterSnapshotPath) {
  return { ...toChapterKey(path), chapterSnapshotId: path.chapter_snapshot_id }
}
