import { z } from 'zod'
import { Name } from './limits.ts'
import { PathId } from './paths.ts'

// Ours: the keys by which people and programs come in.

const Role = z.enum(['admin', 'editor', 'viewer'])

export const KeyPath = z.object({ key_id: PathId })

export const ApiKeyResponse = z.object({
  key_id: z.string(),
  name: z.string(),
  role: Role,
  created_at_unix: z.int(),
  /** Null while it is good. */
  revoked_at_unix: z.int().nullable(),
  /** Null for ever. */
  expires_at_unix: z.int().nullable(),
  /** To the minute; null when it was never used. */
  last_used_at_unix: z.int().nullable(),
  /** It is the one that asks. */
  is_current: z.boolean(),
})
export type ApiKeyResponse = z.infer<typeof ApiKeyResponse>

export const ApiKeysResponse = z.object({ keys: z.array(ApiKeyResponse) })
export type ApiKeysResponse = z.infer<typeof ApiKeysResponse>

export const CreateKeyBody = z.object({
  name: Name.trim().min(1),
  role: Role,
  /** After so many days it is good no more; for ever when left out. */
  days: z.int().min(1).max(99_999).nullish(),
})

export const CreateKeyResponse = z.object({
  key_id: z.string(),
  /** Told here, and never again. */
  secret: z.string(),
})
export type CreateKeyResponse = z.infer<typeof CreateKeyResponse>
