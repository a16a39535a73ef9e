import { z } from 'zod'
import { BlockSubType } from './enums.ts'
import { Id, listOf, longListOf, most, Name, Text, Word } from './limits.ts'
import { ChapterPath, PathId, ProjectPath } from './paths.ts'
import { optionalBody, queryInteger } from './requests.ts'
import { VoiceSettingsResponseModel } from './voices.ts'

// Ours: what the studio in the browser edits with.

export const BlockPath = ChapterPath.extend({ block_id: PathId.brand<'block'>() })
export type BlockPath = z.infer<typeof BlockPath>

export const GenerationPath = BlockPath.extend({ generation_id: PathId.brand<'generation'>() })
export type GenerationPath = z.infer<typeof GenerationPath>

/** `silent`: there is nothing to say. */
export const BlockState = z.enum(['silent', 'unconverted', 'queued', 'speaking', 'converted', 'failed'])
export type BlockState = z.infer<typeof BlockState>

export const EditorBlock = z.object({
  block_id: z.string(),
  sub_type: BlockSubType,
  locked: z.boolean(),
  nodes: z.array(z.object({ voice_id: z.string(), project_voice_ref_id: z.string(), text: z.string() })),
  state: BlockState,
  /** Why it could not be spoken. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  audio: z.object({ duration_seconds: z.number(), generation_id: z.string() }).nullable(),
  /** Silence behind it, before the next block is heard. */
  pause_seconds: z.number(),
  /** `start` and `end` are code points of its text without tags. */
  warnings: z.array(z.object({ code: z.string(), message: z.string(), start: z.int(), end: z.int() })),
})
export type EditorBlock = z.infer<typeof EditorBlock>

export const EditorChapter = z.object({
  chapter_id: z.string(),
  name: z.string(),
  version: z.int(),
  blocks: z.array(EditorBlock),
})
export type EditorChapter = z.infer<typeof EditorChapter>

export const PutEditorBody = z.object({
  blocks: longListOf(
    z.object({
      block_id: Id.brand<'block'>().nullish(),
      sub_type: BlockSubType.nullish(),
      /** As before when left out. */
      locked: z.boolean().optional(),
      nodes: listOf(
        z.object({ voice_id: Id, project_voice_ref_id: Id.brand<'project voice'>().nullish(), text: Text }),
        most.nodes,
      ),
    }),
    most.blocks,
  ),
})
export type PutEditorBody = z.infer<typeof PutEditorBody>

export const SpeakBlockBody = optionalBody(z.object({ mode: z.enum(['missing', 'again']).default('missing') }))

export const SpeakBlockResponse = z.object({ state: BlockState })

export const SpeakChapterBody = optionalBody(
  z.object({
    from_block_id: Id.brand<'block'>().nullish(),
    to_block_id: Id.brand<'block'>().nullish(),
    /** Somebody waits to hear the first of them: it may then be heard while it is being spoken. */
    listening: z.boolean().default(false),
  }),
)

export const SpeakChapterResponse = z.object({
  blocks: z.array(z.object({ block_id: z.string(), state: BlockState })),
  /** Where the first of them is heard while it is being spoken, if it can be. */
  stream_url: z.string().nullable(),
})
export type SpeakChapterResponse = z.infer<typeof SpeakChapterResponse>

/** One line of the answer: the words of what was spoken meanwhile. */
export const BlockStreamTimes = z.object({
  /** Seconds of the stream; `from` and `to` are code points of the block's text without tags. */
  words: z.array(z.object({ text: z.string(), start: z.number(), end: z.number(), from: z.int(), to: z.int() })),
})
export type BlockStreamTimes = z.infer<typeof BlockStreamTimes>

export const BlockAudioQuery = z.object({ format: z.enum(['mp3', 'wav']).default('mp3') })

export const BlockTimesResponse = z.object({
  generation_id: z.string(),
  duration_seconds: z.number(),
  /** Seconds of the block's sound; `from` and `to` are code points of its text without tags. */
  words: z.array(z.object({ text: z.string(), start: z.number(), end: z.number(), from: z.int(), to: z.int() })),
  characters: z.object({
    characters: z.array(z.string()),
    character_start_times_seconds: z.array(z.number()),
    character_end_times_seconds: z.array(z.number()),
  }),
})
export type BlockTimesResponse = z.infer<typeof BlockTimesResponse>

export const BlockPeaksQuery = z.object({ per_second: queryInteger(z.int().min(1).max(500).default(50)) })

export const BlockPeaksResponse = z.object({
  duration_seconds: z.number(),
  /** Least and greatest sample of each stretch. */
  peaks: z.array(z.tuple([z.number(), z.number()])),
})

export const BlockHistoryResponse = z.object({
  generations: z.array(
    z.object({
      generation_id: z.string(),
      created_at_unix: z.int(),
      text: z.string(),
      voice_ids: z.array(z.string()),
      duration_seconds: z.number(),
      is_current: z.boolean(),
    }),
  ),
})
export type BlockHistoryResponse = z.infer<typeof BlockHistoryResponse>

export const ChapterOrderBody = z.object({
  chapter_ids: z.array(Id.brand<'chapter'>()).max(most.chapters),
})

/** How a text is to be said: as another text, or with these phonemes. */
export const PronounceBody = z.union([
  z.object({ text: Name.min(1), alias: Name }),
  z.object({ text: Name.min(1), phoneme: Name.min(1), alphabet: z.enum(['ipa', 'cmu-arpabet']) }),
])
export type PronounceBody = z.infer<typeof PronounceBody>

export const PronounceResponse = z.object({
  dictionary_id: z.string(),
  version_id: z.string(),
  /** The ids of the blocks that say it. */
  affected_blocks: z.array(z.string()),
})

export const PronunciationsResponse = z.object({
  words: z.array(
    z.object({
      text: z.string(),
      count: z.int(),
      /** `start` and `end` are code points of the block's text without tags. */
      places: z.array(z.object({ chapter_id: z.string(), block_id: z.string(), start: z.int(), end: z.int() })),
    }),
  ),
})
export type PronunciationsResponse = z.infer<typeof PronunciationsResponse>

export const PreviewBody = z.object({
  text: z.string().min(1).max(300),
  voice_id: Id,
  settings: VoiceSettingsResponseModel.nullish(),
  /** Said by these rules, as a dictionary would have them. */
  rules: z
    .array(
      z.union([
        z.object({ string_to_replace: Name, alias: Name }),
        z.object({ string_to_replace: Name, phoneme: Name, alphabet: Word }),
      ]),
    )
    .max(100)
    .nullish(),
})
export type PreviewBody = z.infer<typeof PreviewBody>

export const ProjectVoicePath = ProjectPath.extend({
  project_voice_ref_id: PathId.brand<'project voice'>(),
})

/** What is left out stays as it is. */
export const ProjectVoiceBody = z.object({
  alias: z.string().min(1).max(200).optional(),
  stability: z.number().min(0).max(1).optional(),
  similarity_boost: z.number().min(0).max(1).optional(),
  style: z.number().min(0).max(1).optional(),
  speed: z.number().min(0.25).max(4).optional(),
  use_speaker_boost: z.boolean().optional(),
  /** Decibels, besides what makes all voices equally loud. Heard from the next conversion on; nothing is spoken again. */
  volume_gain: z.number().min(-24).max(24).optional(),
})
