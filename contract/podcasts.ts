import { z } from 'zod'
import { ProjectTextNormalization, QualityPresetSent } from './enums.ts'
import { Id, listOf, most, Prose, Text, Url } from './limits.ts'
import { ProjectResponseModel } from './projects.ts'

const Mode = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('conversation'),
    conversation: z.object({ host_voice_id: Id, guest_voice_id: Id }),
  }),
  z.object({ type: z.literal('bulletin'), bulletin: z.object({ host_voice_id: Id }) }),
])

const Source = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: Text }),
  z.object({ type: z.literal('url'), url: Url }),
])

export const CreatePodcastBody = z.object({
  model_id: Id,
  mode: Mode,
  source: z.union([Source, listOf(Source, most.items)]),
  quality_preset: QualityPresetSent.nullish(),
  /** short: under 3 minutes, default: 3 to 7, long: over 7 */
  duration_scale: z.enum(['short', 'default', 'long']).default('default'),
  /** ISO 639-1; absent: that of the source. */
  language: z.string().length(2).nullish(),
  intro: z.string().max(1500).nullish(),
  outro: z.string().max(1500).nullish(),
  instructions_prompt: z.string().max(3000).nullish(),
  highlights: listOf(z.string().min(10).max(70), most.items).nullish(),
  callback_url: Url.nullish(),
  apply_text_normalization: ProjectTextNormalization.nullish(),
})
export type CreatePodcastBody = z.infer<typeof CreatePodcastBody>

export const PodcastProjectResponseModel = z
  .object({ project: ProjectResponseModel })
  .meta({ id: 'PodcastProjectResponseModel' })

// Ours: the script of a podcast, before it is spoken.

const Speaker = z.enum(['host', 'guest'])

export const PodcastScriptResponse = z.object({
  /** Approved: its turns have become the paragraphs of the project. */
  state: z.enum(['draft', 'approved']),
  /** Counts up with every change; also the ETag, to be sent as If-Match by who must not overwrite the change of another. */
  version: z.int(),
  /** Who wrote it; null when its lines are sentences of the sources. */
  language_model: z.string().nullable(),
  /** Of the prompts that it was given. */
  prompt_version: z.int().nullable(),
  title: z.string(),
  language: z.string(),
  voices: z.object({
    host_voice_id: z.string(),
    /** Null: a bulletin, which the host speaks alone. */
    guest_voice_id: z.string().nullable(),
  }),
  /** What it was made of, in the order that `source_index` counts. */
  sources: z.array(
    z.object({
      /** Null for a text. */
      url: z.string().nullable(),
      /** How the first line of a text begins; empty for a page. */
      beginning: z.string(),
    }),
  ),
  /** By the pace of its voices. */
  seconds_expected: z.number(),
  turns: z.array(
    z.object({
      turn_id: z.string(),
      speaker: Speaker,
      text: z.string(),
      /** What it rests on, word by word. */
      sources: z.array(z.object({ source_index: z.int(), quote: z.string() })),
    }),
  ),
})
export type PodcastScriptResponse = z.infer<typeof PodcastScriptResponse>

export const EditScriptBody = z.object({
  turns: listOf(
    z.object({
      /** Of a turn that is there; a new one when left out. */
      turn_id: Id.nullish(),
      speaker: Speaker,
      text: Text,
      /** Those of the turn when left out. */
      sources: listOf(z.object({ source_index: z.int().min(0), quote: Prose }), most.items).nullish(),
    }),
    most.turns,
  ),
})
export type EditScriptBody = z.infer<typeof EditScriptBody>
