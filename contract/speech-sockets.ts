import { z } from 'zod'
import { Id, listOf, Word } from './limits.ts'
import { DictionaryLocator } from './pronunciation-dictionaries.ts'
import { queryBoolean, queryInteger } from './requests.ts'
import { StreamOutputFormat } from './text-to-speech.ts'
import { VoiceSettingsResponseModel } from './voices.ts'

/** Of both `/stream-input` and `/multi-stream-input`; what it does not name is ignored. */
export const SpeechSocketQuery = z.object({
  model_id: Id.default('eleven_multilingual_v2'),
  /** One that the model does not speak is refused. */
  language_code: Word.optional(),
  output_format: z.preprocess(
    (sent) => (sent === 'mp3_44100' ? 'mp3_44100_128' : sent),
    StreamOutputFormat.default('mp3_44100_128'),
  ),
  /** Seconds without a message after which the socket is closed. */
  inactivity_timeout: queryInteger(z.int().min(1).max(180).default(20)),
  /** Each piece of sound with its own times; else the first of a sentence has those of all of it. */
  sync_alignment: queryBoolean(z.boolean().default(false)),
  /** Each message is spoken as it comes. */
  auto_mode: queryBoolean(z.boolean().default(false)),
  seed: queryInteger(z.int().min(0).max(4294967295).optional()),
  // A browser cannot send headers with a socket: a key may also stand here, or in the first message.
  authorization: Word.optional(),
  'xi-api-key': Word.optional(),
  xi_api_key: Word.optional(),
  single_use_token: Word.optional(),
})
export type SpeechSocketQuery = z.infer<typeof SpeechSocketQuery>

const GenerationConfig = z.object({
  chunk_length_schedule: z.array(z.number().min(5).max(500)).min(1).max(100).nullish(),
})

/** UTF-16 units of one message: as much as one request takes. */
const longestText = 40_000

/** What a client sends. All of it may be left out or null. */
export const SpeechSocketMessage = z.object({
  text: z.string().max(longestText).nullish(),
  /** Say all that there is, though its last sentence may go on. */
  flush: z.boolean().nullish(),
  /** Say what there is, if it is a good part of a sentence. */
  try_trigger_generation: z.boolean().nullish(),
  // Of the first message, or the first of a context:
  voice_settings: VoiceSettingsResponseModel.nullish(),
  generation_config: GenerationConfig.nullish(),
  generator_config: GenerationConfig.nullish(),
  pronunciation_dictionary_locators: listOf(DictionaryLocator, 3).nullish(),
  xi_api_key: Word.nullish(),
  'xi-api-key': Word.nullish(),
  authorization: Word.nullish(),
  // Where a socket has several contexts:
  context_id: Id.nullish(),
  contextId: Id.nullish(),
  close_context: z.boolean().nullish(),
  close_socket: z.boolean().nullish(),
})
export type SpeechSocketMessage = z.infer<typeof SpeechSocketMessage>

/** Which character is heard when, in milliseconds from the first sample of the frame that tells it. */
export interface SocketAlignment {
  chars: string[]
  charStartTimesMs: number[]
  /** The same twice: clients know the one name or the other. */
  charDurationsMs: number[]
  charsDurationsMs: number[]
}

/** What the server sends: sound as base64 with its times, and at the end one frame without sound. */
export interface SpeechSocketFrame {
  audio: string | null
  isFinal: true | null
  alignment: SocketAlignment | null
  normalizedAlignment: SocketAlignment | null
}

/** Sent before the socket is closed with the same code. */
export interface SpeechSocketError {
  message: string
  error: string
  code: number
}
