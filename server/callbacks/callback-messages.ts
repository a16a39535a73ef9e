import { toUnix } from '#server/base/clock.ts'
import type { ChapterId, ChapterSnapshotId, ProjectId, ProjectSnapshotId } from '#server/base/ids.ts'

/** The body of a callback, exactly as the public API has it: keys that are null are there. */
export type CallbackMessage =
  | { type: 'project_conversion_status'; event_timestamp: number; data: ProjectMessage }
  | { type: 'chapter_conversion_status'; event_timestamp: number; data: ChapterMessage }

type ProjectMessage = {
  request_id: string
  project_id: ProjectId
  conversion_status: 'success' | 'error'
  project_snapshot_id: ProjectSnapshotId | null
  error_details: string | null
}

type ChapterMessage = {
  request_id: string
  project_id: ProjectId
  chapter_id: ChapterId
  conversion_status: 'success' | 'error'
  chapter_snapshot_id: ChapterSnapshotId | null
  error_details: string | null
}

/** What became of a conversion: its snapshot, or the sentence that says why there is none. */
export type ConversionOutcome<SnapshotId> = { snapshotId: SnapshotId } | { error: string }

export type ProjectConversionEnd = {
  /** Of the request that asked for the conversion. */
  requestId: string
  projectId: ProjectId
  outcome: ConversionOutcome<ProjectSnapshotId>
  endedAt: Date
}

export function projectConversionMessage(end: ProjectConversionEnd): CallbackMessage {
  const { status, snapshotId, error } = toWire(end.outcome)
  return {
    type: 'project_conversion_status',
    event_timestamp: toUnix(end.endedAt),
    data: {
      request_id: end.requestId,
      project_id: end.projectId,
      conversion_status: status,
      project_snapshot_id: snapshotId,
      error_details: error,
    },
  }
}

export type ChapterConversionEnd = Omit<ProjectConversionEnd, 'outcome'> & {
  chapterId: ChapterId
  outcome: ConversionOutcome<ChapterSnapshotId>
}

export function chapterConversionMessage(end: ChapterConversionEnd): CallbackMessage {
  const { status, snapshotId, error } = toWire(end.outcome)
  return {
    type: 'chapter_conversion_status',
    event_timestamp: toUnix(end.endedAt),
    data: {
      request_id: end.requestId,
      project_id: end.projectId,
      chapter_id: end.chapterId,
      conversion_status: status,
      chapter_snapshot_id: snapshotId,
      error_details: error,
    },
  }
}

function toWire<SnapshotId>(outcome: ConversionOutcome<SnapshotId>) {
  return 'error' in outcome
    ? { status: 'error' as const, snapshotId: null, error: outcome.error }
    : { status: 'success' as const, snapshotId: outcome.snapshotId, error: null }
}
