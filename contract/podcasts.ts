import { z } from 'zod'
import { ProjectTextNormalization, QualityPresetSent } from './enums.ts'
import { ProjectResponseModel } from './projects.ts'

const Mode = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('conversation'),
    conversation: z.object({ host_voice_id: z.string(), guest_voice_id: z.string() }),
  }),
  z.object({ type: z.literal('bulletin'), bulletin: z.object({ host_voice_id: z.string() }) }),
])

const Source = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('url'), url: z.string() }),
])

export const CreatePodcastBody = z.object({
  model_id: z.string(),
  mode: Mode,
  source: z.union([Source, z.array(Source)]),
  quality_preset: QualityPresetSent.nullish(),
  /** short: under 3 minutes, default: 3 to 7, long: over 7 */
  duration_scale: z.enum(['short', 'default', 'long']).default('default'),
  /** ISO 639-1; absent: that of the source. */
  language: z.string().length(2).nullish(),
  intro: z.string().max(1500).nullish(),
  outro: z.string().max(1500).nullish(),
  instructions_prompt: z.string().max(3000).nullish(),
  highlights: z.array(z.string().min(10).max(70)).nullish(),
  callback_url: z.string().nullish(),
  apply_text_normalization: ProjectTextNormalization.nullish(),
})
export type CreatePodcastBody = z.infer<typeof CreatePodcastBody>

export const PodcastProjectResponseModel = z
  .object({ project: ProjectResponseModel })
  .meta({ id: 'PodcastProjectResponseModel' })
