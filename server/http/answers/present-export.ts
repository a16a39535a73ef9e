import type { FastifyRequest } from 'fastify'
import type { ExportResponse } from '#contract/exports.ts'
import { toUnix } from '#server/base/clock.ts'
import type { Export } from '#server/exporting/export.ts'
import { ownUrl } from './own-url.ts'

export function presentExport(one: Export, request: FastifyRequest): ExportResponse {
  const { id, state, errorCode, errorMessage } = one
  return {
    export_id: id,
    project_id: one.projectId,
    project_snapshot_id: one.projectSnapshotId,
    format: one.format as ExportResponse['format'],
    state,
    progress: one.progress,
    file_name: one.fileName,
    byte_length: one.byteLength,
    download_url: state === 'ready' ? ownUrl(request, `/lectern/v1/exports/${id}/file`) : null,
    created_at_unix: toUnix(one.createdAt),
    expires_at_unix: one.expiresAt && toUnix(one.expiresAt),
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
  }
}
