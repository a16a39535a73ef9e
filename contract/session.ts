import { z } from 'zod'
import { Name } from './limits.ts'

/** Ours: signing in to the studio in the browser. */
export const SignInBody = z.object({ key: Name.min(1) })

const Role = z.enum(['admin', 'editor', 'viewer'])

export const SessionResponse = z.object({
  role: Role,
  /** To be sent as `x-csrf-token` with every write that the cookie allows. */
  csrf_token: z.string(),
})

export type SessionResponse = z.infer<typeof SessionResponse>

export const CurrentSessionResponse = z.object({
  /** Null for a stranger. */
  role: Role.nullable(),
  csrf_token: z.string().nullable(),
  /** Without keys the person at this machine is the admin. */
  keys_required: z.boolean(),
  version: z.string(),
})
export type CurrentSessionResponse = z.infer<typeof CurrentSessionResponse>
