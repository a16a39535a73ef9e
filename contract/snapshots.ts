import { z } from 'zod'
import { CharacterAlignmentModel } from './alignments.ts'
import { optionalBody } from './requests.ts'

/** What a stream may be asked: MP3 instead of the lossless sound of the preset. */
export const ConvertToMpegBody = optionalBody(z.object({ convert_to_mpeg: z.boolean().default(false) }))
export type ConvertToMpegBody = z.infer<typeof ConvertToMpegBody>

export const ProjectSnapshotResponseModel = z
  .object({
    project_snapshot_id: z.string(),
    project_id: z.string(),
    created_at_unix: z.int(),
    name: z.string(),
    audio_upload: z.record(z.string(), z.unknown()).nullish(),
    zip_upload: z.record(z.string(), z.unknown()).nullish(),
  })
  .meta({ id: 'ProjectSnapshotResponseModel' })
export type ProjectSnapshotResponseModel = z.infer<typeof ProjectSnapshotResponseModel>

export const ProjectSnapshotExtendedResponseModel = ProjectSnapshotResponseModel.extend({
  /** One for each chapter, in order. */
  character_alignments: z.array(CharacterAlignmentModel),
  audio_duration_secs: z.number(),
}).meta({ id: 'ProjectSnapshotExtendedResponseModel' })
export type ProjectSnapshotExtendedResponseModel = z.infer<typeof ProjectSnapshotExtendedResponseModel>

export const ProjectSnapshotsResponseModel = z
  .object({ snapshots: z.array(ProjectSnapshotResponseModel) })
  .meta({ id: 'ProjectSnapshotsResponseModel' })

export const ChapterSnapshotResponseModel = z
  .object({
    chapter_snapshot_id: z.string(),
    project_id: z.string(),
    chapter_id: z.string(),
    created_at_unix: z.int(),
    name: z.string(),
  })
  .meta({ id: 'ChapterSnapshotResponseModel' })
export type ChapterSnapshotResponseModel = z.infer<typeof ChapterSnapshotResponseModel>

/** Unlike that of a project it has no duration. */
export const ChapterSnapshotExtendedResponseModel = ChapterSnapshotResponseModel.extend({
  /** One for each block, in order; empty lists for a block without text. */
  character_alignments: z.array(CharacterAlignmentModel),
}).meta({ id: 'ChapterSnapshotExtendedResponseModel' })
export type ChapterSnapshotExtendedResponseModel = z.infer<typeof ChapterSnapshotExtendedResponseModel>

export const ChapterSnapshotsResponseModel = z
  .object({ snapshots: z.array(ChapterSnapshotResponseModel) })
  .meta({ id: 'ChapterSnapshotsResponseModel' })
