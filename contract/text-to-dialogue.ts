import { z } from 'zod'
import { SpeechTextNormalization } from './enums.ts'
import { Id, listOf, most, Text, Word } from './limits.ts'
import { DictionaryLocator } from './pronunciation-dictionaries.ts'
import { queryBoolean } from './requests.ts'
import {
  AudioWithTimestampsResponseModel,
  EffectsSpecInput,
  OutputFormat,
  StreamOutputFormat,
} from './text-to-speech.ts'

/** What one voice says before another one does. */
export const DialogueInput = z.object({ text: Text, voice_id: Id })
export type DialogueInput = z.infer<typeof DialogueInput>

/** For all voices of this request. */
export const DialogueSettings = z.object({
  stability: z.number().min(0).max(1).nullish(),
  similarity: z.number().nullish(),
})
export type DialogueSettings = z.infer<typeof DialogueSettings>

const enable_logging = queryBoolean(z.boolean().default(true))

/** The two paths that answer as a whole. */
export const TextToDialogueQuery = z.object({ enable_logging, output_format: OutputFormat.default('mp3_44100_128') })
export type TextToDialogueQuery = z.infer<typeof TextToDialogueQuery>

/** The two paths that end in `/stream` or contain it. */
export const TextToDialogueStreamQuery = z.object({
  enable_logging,
  output_format: StreamOutputFormat.default('mp3_44100_128'),
})
export type TextToDialogueStreamQuery = z.infer<typeof TextToDialogueStreamQuery>

/** The same for all four paths. How many voices and characters are allowed is for the operation to say. */
export const TextToDialogueBody = z.object({
  inputs: listOf(DialogueInput, most.turns),
  model_id: Id.default('eleven_v3'),
  /** ISO 639-1; one that a voice does not speak is ignored for it. */
  language_code: Word.nullish(),
  settings: DialogueSettings.nullish(),
  /** Applied in order. */
  pronunciation_dictionary_locators: listOf(DictionaryLocator, most.dictionaries).nullish(),
  seed: z.int().nullish(),
  apply_text_normalization: SpeechTextNormalization.default('auto'),
  previous_text: z.string().max(100).nullish(),
  future_text: z.string().max(100).nullish(),
  previous_request_ids: z.array(Id).max(3).nullish(),
  next_request_ids: z.array(Id).max(3).nullish(),
  use_pvc_as_ivc: z.boolean().nullish(),
  audio_effects: EffectsSpecInput.nullish(),
})
export type TextToDialogueBody = z.infer<typeof TextToDialogueBody>

/** The part of the sound in which one input is heard. */
export const VoiceSegment = z
  .object({
    voice_id: z.string(),
    start_time_seconds: z.number(),
    end_time_seconds: z.number(),
    /** In the characters of `alignment`; in a stream those of all lines, as the times run on too. */
    character_start_index: z.int(),
    /** Exclusive. */
    character_end_index: z.int(),
    dialogue_input_index: z.int(),
  })
  .meta({ id: 'VoiceSegment' })
export type VoiceSegment = z.infer<typeof VoiceSegment>

const WithSegments = AudioWithTimestampsResponseModel.extend({ voice_segments: z.array(VoiceSegment) })

export const AudioWithTimestampsAndVoiceSegmentsResponseModel = WithSegments.meta({
  id: 'AudioWithTimestampsAndVoiceSegmentsResponseModel',
})

/** One line of `/stream/with-timestamps`. */
export const StreamingAudioChunkWithTimestampsAndVoiceSegmentsResponseModel = WithSegments.meta({
  id: 'StreamingAudioChunkWithTimestampsAndVoiceSegmentsResponseModel',
})
