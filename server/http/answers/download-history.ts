import { type DownloadHistoryBody, DownloadHistoryError } from '#contract/history.ts'
import { zipSource } from '#server/snapshots/zip.ts'
import { openHistoryFiles } from '#server/speaking/history-files.ts'
import type { HistoryItem } from '#server/speaking/speech-history.ts'
import type { Studio } from '#server/studio.ts'
import { toWav } from '../requests/output-format.ts'
import { attachment } from './attachment.ts'
import { formatOf } from './present-history.ts'
import { type BytesReply, jsonReply } from './send-bytes.ts'

/**
 * History items: one as it is, several as a ZIP archive. What cannot be meant is answered in this operation's own shape.
 * @throws StudioError as `openHistoryFiles`
 */
export async function downloadHistory(
  studio: Studio,
  body: DownloadHistoryBody,
  caller: AbortSignal,
): Promise<BytesReply> {
  const asked = body.output_format ?? 'default'
  if (body.history_item_ids.length === 0) return refuse('history_item_ids names nothing to download.')
  if (asked !== 'default' && asked !== 'wav') return refuse(`output_format is "${asked}", not wav or default.`)
  const askedFormatOf = (item: HistoryItem) => (asked === 'wav' ? toWav(formatOf(item)) : formatOf(item))
  const files = await openHistoryFiles(studio, body.history_item_ids, askedFormatOf, caller)
  if (files.length > 1) return attached('application/zip', zipSource(files), 'history.zip')
  const { format, source, name } = files[0]!
  return attached(format.contentType, source, name)
}

function attached(contentType: string, bytes: BytesReply['bytes'], name: string): BytesReply {
  return { contentType, bytes, headers: attachment(name) }
}

function refuse(message: string): Promise<BytesReply> {
  return jsonReply(DownloadHistoryError, { error: 'invalid_parameters', message }, { status: 400 })
}
