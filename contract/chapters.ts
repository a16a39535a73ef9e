import { z } from 'zod'
import { ChapterContentResponseModel, ContentInput } from './content.ts'
import { ChapterState } from './enums.ts'
import { Name, Url } from './limits.ts'
import { optionalBody } from './requests.ts'

export const CreateChapterBody = z.object({
  name: Name,
  /** A web page to read into the chapter. */
  from_url: Url.nullish(),
})
export type CreateChapterBody = z.infer<typeof CreateChapterBody>

/** What is absent or null stays as it is; content that is given replaces all blocks. */
export const UpdateChapterBody = optionalBody(z.object({ name: Name.nullish(), content: ContentInput.nullish() }))
export type UpdateChapterBody = z.infer<typeof UpdateChapterBody>

export const VoiceStatisticsResponseModel = z
  .object({
    project_voice_ref_id: z.string(),
    characters_unconverted: z.int(),
    characters_converted: z.int(),
    credits_needed_to_convert: z.int().nullish(),
    voice_id: z.string(),
  })
  .meta({ id: 'VoiceStatisticsResponseModel' })
export type VoiceStatisticsResponseModel = z.infer<typeof VoiceStatisticsResponseModel>

export const ChapterStatisticsResponseModel = z
  .object({
    characters_unconverted: z.int(),
    characters_converted: z.int(),
    paragraphs_converted: z.int(),
    paragraphs_unconverted: z.int(),
    credits_needed_to_convert: z.int().nullish(),
    voice_statistics: z.array(VoiceStatisticsResponseModel).nullish(),
  })
  .meta({ id: 'ChapterStatisticsResponseModel' })
export type ChapterStatisticsResponseModel = z.infer<typeof ChapterStatisticsResponseModel>

export const ChapterResponseModel = z
  .object({
    chapter_id: z.string(),
    name: z.string(),
    last_conversion_date_unix: z.int().nullish(),
    /** 0 to 1 while converting, otherwise null. */
    conversion_progress: z.number().nullish(),
    can_be_downloaded: z.boolean(),
    state: ChapterState,
    has_video: z.boolean().nullish(),
    has_visual_content: z.boolean().nullish(),
    voice_ids: z.array(z.string()).nullish(),
    statistics: ChapterStatisticsResponseModel.nullish(),
    /** Why the last conversion published nothing; null after one that did. */
    last_conversion_error: z.string().nullish(),
  })
  .meta({ id: 'ChapterResponseModel' })
export type ChapterResponseModel = z.infer<typeof ChapterResponseModel>

export const ChapterWithContentResponseModel = ChapterResponseModel.extend({
  content: ChapterContentResponseModel,
}).meta({ id: 'ChapterWithContentResponseModel' })
export type ChapterWithContentResponseModel = z.infer<typeof ChapterWithContentResponseModel>

export const GetChaptersResponseModel = z
  .object({ chapters: z.array(ChapterResponseModel) })
  .meta({ id: 'GetChaptersResponseModel' })

export const AddChapterResponseModel = z
  .object({ chapter: ChapterWithContentResponseModel })
  .meta({ id: 'AddChapterResponseModel' })

export const EditChapterResponseModel = z
  .object({ chapter: ChapterWithContentResponseModel })
  .meta({ id: 'EditChapterResponseModel' })
