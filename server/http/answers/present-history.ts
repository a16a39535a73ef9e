import type { GetSpeechHistoryResponseModel, SpeechHistoryItemResponseModel } from '#contract/history.ts'
import { toUnix } from '#server/base/clock.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import type { HistoryItem } from '#server/speaking/speech-history.ts'
import type { SpeechTimes } from '#server/speaking/speech-pieces.ts'
import { type SpeechFormatName, toSpeechFormat } from '../requests/output-format.ts'
import { presentAlignments } from './present-speech.ts'
import { presentSettings } from './present-voice.ts'

export function presentHistory(items: HistoryItem[], hasMore: boolean): GetSpeechHistoryResponseModel {
  return {
    history: items.map((item) => presentHistoryItem(item)),
    last_history_item_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
    scanned_until: null,
  }
}

/** A dialogue is filed under the one who speaks first: clients insist on a voice. @param times when its characters are heard; left out in lists */
export function presentHistoryItem(item: HistoryItem, times?: SpeechTimes[]): SpeechHistoryItemResponseModel {
  const { voiceId, voiceName } = item.dialogue?.[0] ?? item
  return {
    history_item_id: item.id,
    request_id: item.requestId,
    voice_id: voiceId,
    model_id: item.modelId,
    voice_name: voiceName,
    voice_category: 'premade',
    text: item.text,
    date_unix: toUnix(item.createdAt),
    character_count_change_from: 0,
    character_count_change_to: item.characters,
    content_type: formatOf(item).contentType,
    state: 'created',
    settings: item.settings ?? presentSettings(defaultVoiceSettings),
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
  return toSpeechFormat(outputFormat as SpeechFormatName)
}
