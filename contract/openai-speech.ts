import { z } from 'zod'
import { Id, Word } from './limits.ts'

// The speech operations of OpenAI's API, which many programs and local speech servers speak. What we do not know is ignored.

/** UTF-16 units. The hosted service takes 4,096; programs send whole pages. */
const longestInput = 40_000

export const OpenaiSpeechFormat = z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'])
export type OpenaiSpeechFormat = z.infer<typeof OpenaiSpeechFormat>

/** Null is the same as absent. */
export const OpenaiSpeechBody = z.object({
  input: z.string().min(1).max(longestInput),
  /** Any: the voice decides who speaks. */
  model: Id.nullish(),
  voice: z.union([Id, z.object({ id: Id })]).nullish(),
  response_format: OpenaiSpeechFormat.nullish(),
  speed: z.number().min(0.25).max(4).nullish(),
  stream_format: z.enum(['audio', 'sse']).nullish(),
  /** ISO 639-1; not of the hosted service. */
  language: Word.nullish(),
})
export type OpenaiSpeechBody = z.infer<typeof OpenaiSpeechBody>

/** As Kokoro-FastAPI takes it: the same, besides how it is answered. */
export const CaptionedSpeechBody = OpenaiSpeechBody.omit({ stream_format: true }).extend({
  /** False: one answer with all; else a line for each piece of sound. */
  stream: z.boolean().nullish(),
  /** False: the sound alone. */
  return_timestamps: z.boolean().nullish(),
})
export type CaptionedSpeechBody = z.infer<typeof CaptionedSpeechBody>

/** The whole answer, or one line of it; seconds from the start of the whole. */
export const CaptionedSpeech = z.object({
  /** Base64. */
  audio: z.string(),
  /** Its media type. */
  audio_format: z.string(),
  timestamps: z.array(z.object({ word: z.string(), start_time: z.number(), end_time: z.number() })),
})
export type CaptionedSpeech = z.infer<typeof CaptionedSpeech>

/** With `stream_format: sse`, each after `data: `. */
export type OpenaiSpeechEvent =
  | { type: 'speech.audio.delta'; audio: string }
  | { type: 'speech.audio.done'; usage: { input_tokens: number; output_tokens: number; total_tokens: number } }

export const OpenaiVoices = z.object({ voices: z.array(z.object({ id: z.string(), name: z.string() })) })

export const OpenaiModel = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
})
export type OpenaiModel = z.infer<typeof OpenaiModel>

export const OpenaiModels = z.object({ object: z.literal('list'), data: z.array(OpenaiModel) })

/** As some servers list models that speak. */
export const OpenaiSpeechModels = z.object({ models: z.array(z.object({ id: z.string(), name: z.string() })) })

export const OpenaiModelPath = z.object({ model: Id })

/** Every error: their clients read all four keys. */
export const OpenaiError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
})
export type OpenaiError = z.infer<typeof OpenaiError>
