import { GetSpeechHistoryResponseModel, SpeechHistoryItemResponseModel } from '#contract/history.ts'
import { toUnix } from '#server/base/clock.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import type { HistoryItem, ListedHistoryItem } from '#server/speaking/speech-history.ts'
import type { SpeechTimes } from '#server/speaking/speech-pieces.ts'
import { type SpeechFormatName, toSpeechFormat } from '../requests/output-format.ts'
import { writeAlignments } from './present-speech.ts'
import { presentSettings } from './present-voice.ts'
import { type BytesReply, jsonReply } from './send-bytes.ts'

/** A page of the history: dialogues have up to a thousand turns each. */
export async function answerHistory(items: ListedHistoryItem[], hasMore: boolean): Promise<BytesReply> {
  return jsonReply(GetSpeechHistoryResponseModel, {
    history: items.map(presentHistoryItem),
    last_history_item_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
    scanned_until: null,
  })
}

/** An item by itself, with the second of every character, of which there may be tens of thousands. */
export async function answerHistoryItem(item: HistoryItem, times: SpeechTimes[]): Promise<BytesReply> {
  const { alignments: _, ...others } = presentHistoryItem(item)
  const { bytes, contentType } = await jsonReply(SpeechHistoryItemResponseModel, others)
  const alignments = await Array.fromAsync(writeAlignments(times))
  const pieces = [bytes.subarray(0, -1), Buffer.from(',"alignments":{'), ...alignments, Buffer.from('}}')]
  return { contentType, bytes: Buffer.concat(pieces) }
}

/** A dialogue is filed under the one who speaks first: clients insist on a voice. */
function presentHistoryItem(item: ListedHistoryItem): SpeechHistoryItemResponseModel {
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
    alignments: null,
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
export function formatOf({ outputFormat }: Pick<HistoryItem, 'outputFormat'>) {
  return toSpeechFormat(outputFormat as SpeechFormatName)
}
