import { z } from 'zod'
import { PathId } from './paths.ts'

/** Ours: the weights and voices that can be installed on the server. */
export const VoicePackPath = z.object({ voice_pack_id: PathId })
export type VoicePackPath = z.infer<typeof VoicePackPath>

export const VoicePackResponse = z.object({
  voice_pack_id: z.string(),
  title: z.string(),
  description: z.string(),
  /** The engine that speaks with it. */
  engine: z.string(),
  languages: z.array(z.string()),
  /** The voices that it brings, as GET /v1/voices will list them. */
  voice_ids: z.array(z.string()),
  licence: z.string(),
  licence_note: z.string(),
  /** On the disk. */
  byte_length: z.int(),
  state: z.enum(['not_installed', 'installing', 'installed', 'failed']),
  /** From 0 to 1; what came before an installation was stopped is kept. */
  progress: z.number(),
  /** Where it comes from just now. */
  source: z.string().nullable(),
  /** Why the last attempt failed. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type VoicePackResponse = z.infer<typeof VoicePackResponse>

export const ListVoicePacksResponse = z.object({ voice_packs: z.array(VoicePackResponse) })
