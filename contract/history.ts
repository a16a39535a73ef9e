import { z } from 'zod'
import { Id, listOf, most, Name, Word } from './limits.ts'
import { queryInteger } from './requests.ts'
import { Status } from './status.ts'

/** To the end of the year 9999, after which neither JavaScript nor SQL tells dates as everybody does. */
const UnixDate = z.int().min(0).max(253_402_300_799)

/** `GET /v1/history` */
export const ListHistoryQuery = z.object({
  page_size: queryInteger(z.int().min(1).max(1000).default(100)),
  /** The last item of the page before; it need not be there any more. */
  start_after_history_item_id: Id.optional(),
  voice_id: Id.optional(),
  model_id: Id.optional(),
  /** Exclusive. */
  date_before_unix: queryInteger(UnixDate.optional()),
  /** Inclusive. */
  date_after_unix: queryInteger(UnixDate.optional()),
  sort_direction: z.enum(['asc', 'desc']).default('desc'),
  search: Name.optional(),
  source: z.enum(['TTS', 'STS', 'Flows']).optional(),
})
export type ListHistoryQuery = z.infer<typeof ListHistoryQuery>

export const DownloadHistoryBody = z.object({
  history_item_ids: listOf(Id.brand<'history item'>(), most.items),
  /** `wav`, or `default` for the format of each item; the operation refuses other words. */
  output_format: Word.nullish(),
})
export type DownloadHistoryBody = z.infer<typeof DownloadHistoryBody>

/** The only error of the public API that has a shape of its own: 400 of `POST /v1/history/download`. */
export const DownloadHistoryError = z.object({ error: z.string(), message: z.string() })
export type DownloadHistoryError = z.infer<typeof DownloadHistoryError>

export const HistoryAlignmentResponseModel = z
  .object({
    characters: z.array(z.string()),
    character_start_times_seconds: z.array(z.number()),
    character_end_times_seconds: z.array(z.number()),
  })
  .meta({ id: 'HistoryAlignmentResponseModel' })

export const HistoryAlignmentsResponseModel = z
  .object({ alignment: HistoryAlignmentResponseModel, normalized_alignment: HistoryAlignmentResponseModel })
  .meta({ id: 'HistoryAlignmentsResponseModel' })

export const DialogueInputResponseModel = z
  .object({ text: z.string(), voice_id: z.string(), voice_name: z.string() })
  .meta({ id: 'DialogueInputResponseModel' })

/** Where an item comes from. Ours are `TTS`: conversions of the studio leave snapshots instead. */
const sources = [
  'TTS',
  'STS',
  'Projects',
  'PD',
  'AN',
  'Dubbing',
  'PlayAPI',
  'ConvAI',
  'VoiceGeneration',
  'InVPC',
  'Flows',
  'VoicePreview',
] as const

export const SpeechHistoryItemResponseModel = z
  .object({
    history_item_id: z.string(),
    request_id: z.string().nullable(),
    /** In a dialogue of the one who speaks first. */
    voice_id: z.string().nullable(),
    model_id: z.string().nullish(),
    voice_name: z.string().nullish(),
    voice_category: z.enum(['premade', 'cloned', 'generated', 'professional']).nullish(),
    text: z.string().nullish(),
    date_unix: z.int(),
    character_count_change_from: z.int(),
    character_count_change_to: z.int(),
    content_type: z.string(),
    state: z.enum(['created', 'deleted', 'processing']),
    settings: z.record(z.string(), z.unknown()).nullish(),
    share_link_id: z.string().nullish(),
    source: z.enum(sources).nullish(),
    /** Only of an item that is asked for by itself; null in lists. */
    alignments: HistoryAlignmentsResponseModel.nullish(),
    dialogue: z.array(DialogueInputResponseModel).nullish(),
    output_format: z.string().nullish(),
  })
  .meta({ id: 'SpeechHistoryItemResponseModel' })
export type SpeechHistoryItemResponseModel = z.infer<typeof SpeechHistoryItemResponseModel>

export const GetSpeechHistoryResponseModel = z
  .object({
    history: z.array(SpeechHistoryItemResponseModel),
    last_history_item_id: z.string().nullish(),
    has_more: z.boolean(),
    scanned_until: z.int().nullish(),
  })
  .meta({ id: 'GetSpeechHistoryResponseModel' })
export type GetSpeechHistoryResponseModel = z.infer<typeof GetSpeechHistoryResponseModel>

export const DeleteHistoryItemResponse = Status.meta({ id: 'DeleteHistoryItemResponse' })
