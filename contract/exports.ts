import { z } from 'zod'
import { PathId, ProjectSnapshotPath } from './paths.ts'
import { optionalBody } from './requests.ts'

// Ours: a snapshot becomes a file.

export const ExportFormat = z.enum([
  'mp3',
  'm4b',
  'wav',
  'flac',
  'opus',
  'zip',
  'epub',
  'srt',
  'vtt',
  'json',
  'report',
  'rss',
])
export type ExportFormat = z.infer<typeof ExportFormat>

export const NewExportPath = ProjectSnapshotPath.extend({ format: ExportFormat })

/** An option that the format cannot honour is refused. */
export const ExportOptions = optionalBody(
  z.object({
    bitrate_kbps: z.int().nullish(),
    /** All chapters when left out; they keep the order of the snapshot. */
    chapter_ids: z.array(z.string().max(64).brand<'chapter'>()).min(1).max(10_000).nullish(),
    /** A ZIP archive of one file for each chapter. */
    per_chapter: z.boolean().nullish(),
    /** As the project's own setting when left out. */
    loudness: z.enum(['none', 'audiobook', 'podcast_mono', 'podcast_stereo']).nullish(),
  }),
)
export type ExportOptions = z.infer<typeof ExportOptions>

export const ExportPath = z.object({ export_id: PathId.brand<'export'>() })

export const ExportResponse = z.object({
  export_id: z.string(),
  project_id: z.string(),
  project_snapshot_id: z.string(),
  format: ExportFormat,
  state: z.enum(['queued', 'working', 'ready', 'failed']),
  /** 0 to 1. */
  progress: z.number(),
  file_name: z.string(),
  byte_length: z.int().nullable(),
  download_url: z.string().nullable(),
  created_at_unix: z.int(),
  /** When the file may be taken away; asking for the same export again puts it off. */
  expires_at_unix: z.int().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type ExportResponse = z.infer<typeof ExportResponse>

export const ListExportsResponse = z.object({ exports: z.array(ExportResponse) })

/** The snapshot that says the project as it is now; null where there is none, since something has changed or nothing is converted. */
export const CurrentSnapshotResponse = z.object({ project_snapshot_id: z.string().nullable() })
export type CurrentSnapshotResponse = z.infer<typeof CurrentSnapshotResponse>
