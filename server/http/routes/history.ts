import {
  DeleteHistoryItemResponse,
  DownloadHistoryBody,
  DownloadHistoryError,
  GetSpeechHistoryResponseModel,
  ListHistoryQuery,
  SpeechHistoryItemResponseModel,
} from '#contract/history.ts'
import { HistoryItemPath } from '#contract/paths.ts'
import { openHistoryFile } from '#server/speaking/history-files.ts'
import { spokenBefore } from '#server/speaking/speak-now.ts'
import { deleteHistoryItem, getHistoryItem, listHistory } from '#server/speaking/speech-history.ts'
import { listSpeechTimes } from '#server/speaking/speech-pieces.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'
import { downloadHistory } from '../answers/download-history.ts'
import { answerHistory, answerHistoryItem, formatOf } from '../answers/present-history.ts'
import { speechTypes } from '../requests/output-format.ts'
import { type Route, route } from '../route.ts'

const tag = 'history'
const path = '/v1/history/:history_item_id'

const list = route({
  method: 'GET',
  path: '/v1/history',
  tag,
  summary: 'List what was spoken by request, a page at a time',
  role: 'viewer',
  query: ListHistoryQuery,
  reply: GetSpeechHistoryResponseModel,
  async handle({ studio: { db, voices }, query }) {
    // All that is here comes from text-to-speech.
    if ((query.source ?? 'TTS') !== 'TTS') return answerHistory([], false)
    const { items, hasMore } = await listHistory(db, {
      pageSize: query.page_size,
      isAscending: query.sort_direction === 'asc',
      startAfter: query.start_after_history_item_id,
      voiceIds: query.voice_id === undefined ? undefined : idsOf(voices.find(query.voice_id), query.voice_id),
      modelId: query.model_id,
      before: toDate(query.date_before_unix),
      since: toDate(query.date_after_unix),
      search: query.search,
    })
    return answerHistory(items, hasMore)
  },
})

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a history item with the second of every character',
  role: 'viewer',
  params: HistoryItemPath,
  reply: SpeechHistoryItemResponseModel,
  async handle({ studio: { db }, params }) {
    const item = await getHistoryItem(db, params.history_item_id)
    const { sampleRate } = formatOf(item).encoding
    return answerHistoryItem(item, await listSpeechTimes(db, spokenBefore(item.plan), sampleRate))
  },
})

const remove = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Delete a history item',
  role: 'editor',
  params: HistoryItemPath,
  reply: DeleteHistoryItemResponse,
  async handle({ studio: { db }, params }) {
    await deleteHistoryItem(db, params.history_item_id)
    return { status: 'ok' as const }
  },
})

const getAudio = route({
  method: 'GET',
  path: `${path}/audio`,
  tag,
  summary: 'Hear a history item in the format that it was asked for in',
  role: 'viewer',
  params: HistoryItemPath,
  reply: { bytes: [...speechTypes, 'audio/wav'] },
  async handle({ studio, params, signal }) {
    const item = await getHistoryItem(studio.db, params.history_item_id)
    const format = formatOf(item)
    return { contentType: format.contentType, bytes: await openHistoryFile(studio, item, format, signal) }
  },
})

const download = route({
  method: 'POST',
  path: '/v1/history/download',
  tag,
  summary: 'Download history items: one as a file, several as a ZIP archive',
  role: 'viewer',
  body: DownloadHistoryBody,
  reply: { bytes: ['application/zip', ...speechTypes, 'audio/wav'] },
  refusal: DownloadHistoryError,
  async handle({ studio, body, signal }) {
    return downloadHistory(studio, body, signal)
  },
})

export const historyRoutes: Route[] = [list, get, remove, getAudio, download]

/** What was spoken under an id of the hosted service stands in the history under that id; before, it stood there under ours. */
function idsOf(voice: Voice | undefined, voiceId: string): string[] {
  return voice?.spokenBy ? [voiceId, voice.spokenBy] : [voiceId]
}

function toDate(unix: number | undefined): Date | undefined {
  return unix === undefined ? undefined : new Date(unix * 1000)
}
