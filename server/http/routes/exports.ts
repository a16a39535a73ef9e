import { z } from 'zod'
import {
  CurrentSnapshotResponse,
  ExportOptions,
  ExportPath,
  ExportResponse,
  ListExportsResponse,
  NewExportPath,
} from '#contract/exports.ts'
import { ProjectPath } from '#contract/paths.ts'
import { Status } from '#contract/status.ts'
import { findCurrentSnapshot } from '#server/converting/current-snapshot.ts'
import { type ExportFormat, getContainer } from '#server/exporting/containers.ts'
import type { ExportOptions as SettledOptions } from '#server/exporting/export.ts'
import { exportFile, getExport, getReadyExport, listExports } from '#server/exporting/export-store.ts'
import { contentTypeOfExport } from '#server/exporting/open-file.ts'
import { deleteExport, requestExport } from '#server/exporting/request-export.ts'
import { RefusedOptions } from '#server/exporting/settle-options.ts'
import { getProject } from '#server/projects/find-project.ts'
import { storedSource } from '#server/snapshots/byte-source.ts'
import { attachment } from '../answers/attachment.ts'
import { presentExport } from '../answers/present-export.ts'
import { jsonListStream, presentEach } from '../answers/send-bytes.ts'
import { type Route, route } from '../route.ts'

const tag = 'exports'
const ofExport = '/lectern/v1/exports/:export_id'

/** About three hours of speech: what is longer is put together anew, rather than compared while others wait. */
const mostCharacters = 150_000

const current = route({
  method: 'GET',
  path: '/lectern/v1/projects/:project_id/current-snapshot',
  tag,
  summary: 'Tell which snapshot is the project as it is now, if one is: then it need not be converted again for a file',
  role: 'viewer',
  params: ProjectPath,
  reply: CurrentSnapshotResponse,
  async handle({ studio, params }) {
    const current = await findCurrentSnapshot(studio, params.project_id, { mostCharacters })
    return { project_snapshot_id: current?.id ?? null }
  },
})

const create = route({
  method: 'POST',
  path: '/lectern/v1/projects/:project_id/snapshots/:project_snapshot_id/exports/:format',
  tag,
  summary: 'Make a file of a snapshot; the same snapshot, format and options are the same export',
  role: 'editor',
  params: NewExportPath,
  body: ExportOptions,
  reply: ExportResponse,
  async handle({ studio, params, body, request, caller }) {
    const key = { projectId: params.project_id, projectSnapshotId: params.project_snapshot_id }
    try {
      const made = await requestExport(studio, key, params.format, toAsked(body), caller.key)
      return presentExport(made, request)
    } catch (error) {
      throw error instanceof RefusedOptions ? toValidationError(error) : error
    }
  },
})

const listOfProject = route({
  method: 'GET',
  path: '/lectern/v1/projects/:project_id/exports',
  tag,
  summary: 'List the exports of a project, newest first',
  role: 'viewer',
  params: ProjectPath,
  reply: ListExportsResponse,
  async handle({ studio: { db }, params, request }) {
    const project = await getProject(db, params.project_id)
    const exports = presentEach(listExports(db, project.id), (one) => presentExport(one, request))
    return jsonListStream(ListExportsResponse, 'exports', exports)
  },
})

const get = route({
  method: 'GET',
  path: ofExport,
  tag,
  summary: 'Get an export and how far it is',
  role: 'viewer',
  params: ExportPath,
  reply: ExportResponse,
  async handle({ studio: { db }, params, request }) {
    return presentExport(await getExport(db, params.export_id), request)
  },
})

const download = route({
  method: 'GET',
  path: `${ofExport}/file`,
  tag,
  summary: 'Download the file of an export, whole or in ranges',
  role: 'viewer',
  params: ExportPath,
  reply: { bytes: ['application/octet-stream'] },
  async handle({ studio: { db, files }, params }) {
    const { id, format, options, fileName, byteLength } = await getReadyExport(db, params.export_id)
    const container = getContainer(format as ExportFormat)
    return {
      contentType: contentTypeOfExport(container, options as SettledOptions),
      bytes: storedSource(files, exportFile(id), byteLength),
      etag: `"${id}"`,
      headers: { ...attachment(fileName), 'cache-control': 'private, no-cache' },
    }
  },
})

const remove = route({
  method: 'DELETE',
  path: ofExport,
  tag,
  summary: 'Delete an export and its file; one that is being made stops',
  role: 'editor',
  params: ExportPath,
  reply: Status,
  async handle({ studio, params }) {
    await deleteExport(studio, params.export_id)
    return { status: 'ok' as const }
  },
})

export const exportRoutes: Route[] = [current, create, listOfProject, get, download, remove]

function toAsked({ bitrate_kbps, chapter_ids, per_chapter, loudness }: ExportOptions) {
  return {
    bitrateKbps: bitrate_kbps ?? undefined,
    chapterIds: chapter_ids ?? undefined,
    perChapter: per_chapter ?? undefined,
    loudness: loudness ?? undefined,
  }
}

const fieldNames = {
  bitrateKbps: 'bitrate_kbps',
  chapterIds: 'chapter_ids',
  perChapter: 'per_chapter',
  loudness: 'loudness',
}

function toValidationError({ refused }: RefusedOptions): z.ZodError {
  return new z.ZodError(
    refused.map(({ option, message }) => ({ code: 'custom', path: [fieldNames[option]], message, input: undefined })),
  )
}
