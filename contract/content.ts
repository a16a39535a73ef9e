import { z } from 'zod'
import { BlockSubType } from './enums.ts'
import { Id, listOf, longListOf, most, Name, Text } from './limits.ts'

/** A run of text in one voice, as clients write it. The text may hold `<break>` and `<phoneme>`. */
export const NodeInput = z.object({
  type: z.literal('tts_node'),
  text: Text,
  voice_id: Id,
  /** Ours: which of the project's references to the voice, as contents are answered with. */
  project_voice_ref_id: Id.brand<'project voice'>().nullish(),
})
export type NodeInput = z.infer<typeof NodeInput>

/** A paragraph or heading, as clients write it. A known `block_id` keeps what was already spoken; no sub type is `p`. */
export const BlockInput = z.object({
  sub_type: BlockSubType.nullish(),
  block_id: Id.brand<'block'>().nullish(),
  nodes: listOf(NodeInput, most.nodes),
})
export type BlockInput = z.infer<typeof BlockInput>

/** Everything a chapter is to hold from now on. */
export const ContentInput = z.object({ blocks: longListOf(BlockInput, most.blocks) })
export type ContentInput = z.infer<typeof ContentInput>

/** `from_content_json`: a list of chapters, not an object. */
export const ContentJson = listOf(z.object({ name: Name, blocks: longListOf(BlockInput, most.blocks) }), most.chapters)
export type ContentJson = z.infer<typeof ContentJson>

export const ChapterContentBlockTtsNodeResponseModel = z
  .object({
    type: z.literal('tts_node'),
    project_voice_ref_id: z.string(),
    text: z.string(),
    voice_id: z.string(),
  })
  .meta({ id: 'ChapterContentBlockTtsNodeResponseModel' })

export const ChapterContentBlockExtendableNodeResponseModel = z
  .object({ type: z.literal('_other') })
  .meta({ id: 'ChapterContentBlockExtendableNodeResponseModel' })

export const ChapterContentBlockResponseModel = z
  .object({
    block_id: z.string(),
    /** Ours: without it a client could not read back that a block is a heading. */
    sub_type: BlockSubType.optional(),
    nodes: z.array(
      z.discriminatedUnion('type', [
        ChapterContentBlockTtsNodeResponseModel,
        ChapterContentBlockExtendableNodeResponseModel,
      ]),
    ),
  })
  .meta({ id: 'ChapterContentBlockResponseModel' })
export type ChapterContentBlockResponseModel = z.infer<typeof ChapterContentBlockResponseModel>

export const ChapterContentResponseModel = z
  .object({ blocks: z.array(ChapterContentBlockResponseModel) })
  .meta({ id: 'ChapterContentResponseModel' })
export type ChapterContentResponseModel = z.infer<typeof ChapterContentResponseModel>
