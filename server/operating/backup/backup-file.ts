import { z } from 'zod'

// A backup is a tar archive: a head, the rows of each table in pieces, the files that they point to, and an end that counts.
//
//   lectern-backup.json
//   tables/projects/000001.jsonl …
//   files/takes/ab/ab12….pcm …
//   end.json

export const headName = 'lectern-backup.json'
export const endName = 'end.json'

export const BackupHead = z.object({
  format: z.literal(1),
  /** Of the Lectern that wrote it. */
  version: z.string(),
  /** How many migrations its tables had had. */
  migrations: z.int().min(1),
  created_at: z.string(),
})
export type BackupHead = z.infer<typeof BackupHead>

export const BackupEnd = z.object({
  rows: z.record(z.string(), z.int()),
  files: z.int(),
  /** Keys of files that were deleted while the backup was being written, since nothing needed them any more. */
  missing: z.array(z.string()),
})
export type BackupEnd = z.infer<typeof BackupEnd>

/** What a backup held, or is to hold. */
export interface BackupSummary {
  rows: number
  files: number
  bytes: number
}

export function pieceName(table: string, piece: number): string {
  return `tables/${table}/${String(piece).padStart(6, '0')}.jsonl`
}

export function tableOfPiece(name: string): string | undefined {
  return /^tables\/(\w+)\/\d+\.jsonl$/.exec(name)?.[1]
}
