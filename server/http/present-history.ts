import type { GetSpeechHistoryResponseModel, SpeechHistoryItemResponseModel } from '#contract/history.ts'
import type { OutputFormat } from '#contract/text-to-speech.ts'
import { toUnix } from '#server/base/clock.ts'
import type { SpeechTimes } from '#server/converting/speech-pieces.ts'
import type { HistoryItem } from '#server/history/speech-history.ts'
import { toSpeechFormat } from './output-format.ts'
import { presentAlignments } from './present-speech.ts'

export function presentHistory(items: HistoryItem[], hasMore: boolean): GetSpeechHistoryResponseModel {
  return {
    history: items.map((item) => presentHistoryItem(item)),
    last_history_item_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
    scanned_until: null,
  }
}

/** @param times when its characters are heard; left out in lists */
export function presentHistoryItem(item: HistoryItem, times?: SpeechTimes[]): SpeechHistoryItemResponseModel {
  return {
    history_item_id: item.id,
    request_id: item.requestId,
    voice_id: item.voiceId,
    model_id: item.modelId,
    voice_name: item.voiceName,
    voice_category: item.voiceId === null ? null : 'premade',
    text: item.text,
    date_unix: toUnix(item.createdAt),
    character_count_change_from: 0,
    character_count_change_to: item.characters,
    content_type: formatOf(item).contentType,
    state: 'created',
    settings: item.settings,
    share_link_id: null,
    source: 'TTS',
    alignments: times ? presentAlignments(times) : null,
    dialogue:
      item.dialogue?.map(({ text, voiceId, voiceName }) => ({
        text,
        voice_id: voiceId,
        voice_name: voiceName,
      })) ?? null,
    output_format: item.outputFormat,
  }
}

/** The format that the item was asked for in. */
export function formatOf({ outputFormat }: HistoryItem) {
  return toSpeechFormat(outputFormat as OutputFormat)
}
