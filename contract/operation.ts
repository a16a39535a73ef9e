import { z } from 'zod'
import { queryInteger } from './requests.ts'

// Ours: for whoever looks after a studio.

const Count = z.int().min(0)
const Bytes = z.int().min(0)

export const StudioStatusResponse = z.object({
  version: z.string(),
  /** Such as `PostgreSQL 18.4`. */
  database: z.string(),
  /** The worker processes that live, on all machines. */
  workers: z.array(
    z.object({
      id: z.string(),
      /** Those that it has voices for. */
      engines: z.array(z.string()),
      voice_count: Count,
      busy: z.boolean(),
      /** Jobs that it runs at this moment. */
      job_count: Count,
      /** Number and machine of the process; null of an older Lectern. */
      process: z.string().nullable(),
    }),
  ),
  queues: z.array(z.object({ name: z.string(), waiting: Count, working: Count })),
  storage: z.object({
    takes_bytes: Bytes,
    renditions_bytes: Bytes,
    exports_bytes: Bytes,
    database_bytes: Bytes,
    /** Of the takes: what goes when nothing needs it for some time longer. */
    collectable_bytes: Bytes,
    /** What is left on the disk of the file store; null where it is no folder. */
    free_bytes: Bytes.nullable(),
  }),
})
export type StudioStatusResponse = z.infer<typeof StudioStatusResponse>

export const ClearedResponse = z.object({ deleted: Count })

export const UsageQuery = z.object({
  /** Today and the days before it, so many in all. */
  days: queryInteger(z.int().min(1).max(366).default(30)),
})

export const UsageResponse = z.object({
  /** What each key may, 0 for no limit. */
  limits: z.object({ characters_a_day: Count, conversions_at_once: Count }),
  /** The latest days first. */
  usage: z.array(
    z.object({
      /** Null for keys of the configuration, and for the person at this machine. */
      key_id: z.string().nullable(),
      name: z.string(),
      /** `2026-11-29`, of UTC. */
      day: z.string(),
      /** Code points of what was to be spoken by request, and of what conversions found unspoken. */
      characters: Count,
      conversions: Count,
    }),
  ),
})
