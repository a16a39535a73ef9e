import { z } from 'zod'
import { Id, listOf, Word } from './limits.ts'
import { PathId, ProjectPath } from './paths.ts'
import { optionalBody } from './requests.ts'

// Ours: who speaks which line of a project, and with which voice.

const CharacterId = Id.min(1).brand<'character'>()
const LineId = Id.min(1).brand<'cast line'>()
const ChapterId = Id.min(1).brand<'chapter'>()
const mostLines = 20_000
const lineIds = listOf(LineId, mostLines)

export const CharacterPath = ProjectPath.extend({ character_id: PathId.brand<'character'>() })

export const FindCastBody = optionalBody(
  z.object({
    /** Forgets what was found and changed before; else only new and changed paragraphs are looked at. */
    again: z.boolean().nullish(),
  }),
)

const CastGender = z.enum(['female', 'male', 'unknown'])
const CastAge = z.enum(['young', 'middle aged', 'old'])
const CastState = z.enum(['none', 'queued', 'working', 'ready', 'failed', 'cancelled'])

export const CastProgress = z.object({
  state: CastState,
  /** 0 to 1. */
  progress: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export const CastCharacter = z.object({
  character_id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  gender: CastGender,
  age: CastAge.nullable(),
  voice_id: z.string().nullable(),
  line_count: z.int(),
  /** Of all their lines. */
  character_count: z.int(),
  /** Tells the story as “I”. */
  is_narrator: z.boolean(),
})

export const CastLine = z.object({
  line_id: z.string(),
  chapter_id: z.string(),
  block_id: z.string(),
  /** Code points of the text of the block, with the quotation marks. */
  start: z.int(),
  end: z.int(),
  text: z.string(),
  /** What stands beside it in its paragraph, shortened. */
  before: z.string(),
  after: z.string(),
  /** Null: nobody is known who says it; the narrator does. */
  character_id: z.string().nullable(),
  /** 0 to 1. */
  confidence: z.number(),
  evidence: z.enum([
    'named',
    'pronoun',
    'narrator',
    'continued',
    'acting',
    'addressed',
    'alternation',
    'nearby',
    'nobody',
    'model',
    'given',
  ]),
})

export const CastResponse = CastProgress.extend({
  /** That helped to find it; null when rules alone did. */
  language_model: z.string().nullable(),
  /** Something was changed of it since it was found. */
  can_undo: z.boolean(),
  characters: z.array(CastCharacter),
  /** In reading order; without those whose paragraphs changed since. */
  lines: z.array(CastLine),
})
export type CastResponse = z.infer<typeof CastResponse>

export const ChangeCharacterBody = z.object({
  name: Word.trim().min(1).nullish(),
  gender: CastGender.nullish(),
  age: CastAge.nullish(),
  voice_id: Id.nullish(),
})

export const AddCharacterBody = ChangeCharacterBody.extend({
  name: Word.trim().min(1),
  /** Lines that others had. */
  line_ids: lineIds.nullish(),
})

export const MergeCharacterBody = z.object({ into: CharacterId })

export const GiveLinesBody = z.object({ line_ids: lineIds, character_id: CharacterId.nullable() })

export const ApplyCastBody = optionalBody(
  z.object({
    /** Lines with less confidence stay with the narrator; 0.5 when left out. */
    threshold: z.number().min(0).max(1).nullish(),
    chapter_ids: listOf(ChapterId, 10_000).nullish(),
  }),
)

export const ApplyCastResponse = z.object({
  /** Paragraphs whose voices changed. */
  changed_blocks: z.int(),
  /** Lines in voices of characters, and those that stay with the narrator. */
  spoken_lines: z.int(),
  narrated_lines: z.int(),
  /** Locked paragraphs, which stay as they are. */
  locked_blocks: z.int(),
})
