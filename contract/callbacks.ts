import { z } from 'zod'
import { Id, Word } from './limits.ts'
import { queryInteger } from './requests.ts'

/** Ours: the log of callbacks. */
export const ListCallbacksQuery = z.object({
  project_id: Id.brand<'project'>().optional(),
  page_size: queryInteger(z.int().min(1).max(100).default(30)),
  /** `next_cursor` of the page before. */
  cursor: Word.optional(),
})
export type ListCallbacksQuery = z.infer<typeof ListCallbacksQuery>

export const CallbackResponse = z.object({
  callback_id: z.string(),
  project_id: z.string(),
  url: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  /** HTTP status of the last answer; null when there was none. */
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  created_at_unix: z.int(),
  delivered_at_unix: z.int().nullable(),
  /** What was sent. */
  body: z.unknown(),
})
export type CallbackResponse = z.infer<typeof CallbackResponse>

export const ListCallbacksResponse = z.object({
  callbacks: z.array(CallbackResponse),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})
