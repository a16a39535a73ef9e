import { z } from 'zod'
import { CharacterAlignmentResponseModel } from './alignments.ts'
import { SpeechTextNormalization } from './enums.ts'
import { Id, listOf, Prose, Text, Word } from './limits.ts'
import { DictionaryLocator } from './pronunciation-dictionaries.ts'
import { queryBoolean, queryInteger } from './requests.ts'
import { VoiceSettingsResponseModel } from './voices.ts'

/** `codec_sampleRate[_kbps]`; pcm is 16-bit little-endian mono. */
const streamableFormats = [
  'mp3_22050_32',
  'mp3_24000_48',
  'mp3_44100_32',
  'mp3_44100_64',
  'mp3_44100_96',
  'mp3_44100_128',
  'mp3_44100_192',
  'pcm_8000',
  'pcm_16000',
  'pcm_22050',
  'pcm_24000',
  'pcm_32000',
  'pcm_44100',
  'pcm_48000',
  'ulaw_8000',
  'alaw_8000',
  'opus_48000_32',
  'opus_48000_64',
  'opus_48000_96',
  'opus_48000_128',
  'opus_48000_192',
] as const

/** A WAV file states its length at its start, so it cannot be streamed. */
const wavFormats = ['wav_8000', 'wav_16000', 'wav_22050', 'wav_24000', 'wav_32000', 'wav_44100', 'wav_48000'] as const

export const StreamOutputFormat = z.enum(streamableFormats)
export type StreamOutputFormat = z.infer<typeof StreamOutputFormat>

export const OutputFormat = z.enum([...streamableFormats, ...wavFormats])
export type OutputFormat = z.infer<typeof OutputFormat>

const commonQuery = {
  /** False: the result is not kept in the history. */
  enable_logging: queryBoolean(z.boolean().default(true)),
  optimize_streaming_latency: queryInteger(z.int().min(0).max(4).optional()),
}

/** The two paths that answer as a whole. */
export const TextToSpeechQuery = z.object({ ...commonQuery, output_format: OutputFormat.default('mp3_44100_128') })
export type TextToSpeechQuery = z.infer<typeof TextToSpeechQuery>

/** The two paths that end in `/stream` or contain it. */
export const TextToSpeechStreamQuery = z.object({
  ...commonQuery,
  output_format: StreamOutputFormat.default('mp3_44100_128'),
})
export type TextToSpeechStreamQuery = z.infer<typeof TextToSpeechStreamQuery>

export const EffectsSpecInput = z.object({
  filter_preset_id: Id.nullish(),
  distance: z.number().min(0).max(1).nullish(),
  environment_id: Id.nullish(),
  background_noise_id: Id.nullish(),
  send_level: z.number().min(0).max(1).nullish(),
  pan: z.number().min(-1).max(1).nullish(),
  seed: z.int().nullish(),
})

/** The same for all four paths. */
export const TextToSpeechBody = z.object({
  text: Text,
  model_id: Id.default('eleven_multilingual_v2'),
  /** ISO 639-1; one that the voice does not speak is ignored. */
  language_code: Word.nullish(),
  /** For this request only. */
  voice_settings: VoiceSettingsResponseModel.nullish(),
  /** Applied in order. */
  pronunciation_dictionary_locators: listOf(DictionaryLocator, 3).nullish(),
  seed: z.int().min(0).max(4294967295).nullish(),
  previous_text: Prose.nullish(),
  next_text: Prose.nullish(),
  previous_request_ids: z.array(Id).max(3).nullish(),
  next_request_ids: z.array(Id).max(3).nullish(),
  use_pvc_as_ivc: z.boolean().default(false),
  apply_text_normalization: SpeechTextNormalization.default('auto'),
  apply_language_text_normalization: z.boolean().default(false),
  audio_effects: EffectsSpecInput.nullish(),
})
export type TextToSpeechBody = z.infer<typeof TextToSpeechBody>

const AudioWithTimestamps = z.object({
  audio_base64: z.string(),
  /** Of the text as it was sent. */
  alignment: CharacterAlignmentResponseModel.nullish(),
  /** Of the text as it was spoken. */
  normalized_alignment: CharacterAlignmentResponseModel.nullish(),
})

export const AudioWithTimestampsResponseModel = AudioWithTimestamps.meta({ id: 'AudioWithTimestampsResponseModel' })
export type AudioWithTimestampsResponseModel = z.infer<typeof AudioWithTimestampsResponseModel>

/** One line of `/stream/with-timestamps`: the times run on from the start of the whole audio. */
export const StreamingAudioChunkWithTimestampsResponseModel = AudioWithTimestamps.meta({
  id: 'StreamingAudioChunkWithTimestampsResponseModel',
})
export type StreamingAudioChunkWithTimestampsResponseModel = z.infer<
  typeof StreamingAudioChunkWithTimestampsResponseModel
>
