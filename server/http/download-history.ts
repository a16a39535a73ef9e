import { type DownloadHistoryBody, DownloadHistoryError } from '#contract/history.ts'
import { StudioError } from '#server/base/errors.ts'
import type { HistoryItemId } from '#server/base/ids.ts'
import { spokenBefore } from '#server/converting/speak-now.ts'
import { openSpeechFile } from '#server/converting/speech-file.ts'
import { firstWords } from '#server/engines/first-words.ts'
import { type HistoryItem, listHistoryItemsById } from '#server/history/speech-history.ts'
import { archiveName } from '#server/snapshots/archive-name.ts'
import { type ZipEntry, zipSource } from '#server/snapshots/zip.ts'
import type { Studio } from '#server/studio.ts'
import { extensionOf, type SpeechFormat, toWav } from './output-format.ts'
import { formatOf } from './present-history.ts'
import { type BytesReply, jsonReply } from './send-bytes.ts'

/**
 * History items as files: one as it is, several as a ZIP archive in the order of the ids. What cannot be meant is
 * answered in this operation's own shape.
 * @throws StudioError `history_item_not_found`, `file_not_found`
 */
export async function downloadHistory(studio: Studio, body: DownloadHistoryBody): Promise<BytesReply> {
  const ids = [...new Set(body.history_item_ids)] as HistoryItemId[]
  const asked = body.output_format ?? 'default'
  if (ids.length === 0) return refuse('history_item_ids names nothing to download.')
  if (asked !== 'default' && asked !== 'wav') return refuse(`output_format is "${asked}", not wav or default.`)
  const items = await listHistoryItemsById(studio.db, ids)
  const missing = ids.find((id) => !items.some((item) => item.id === id))
  if (missing) throw new StudioError('history_item_not_found', `There is no history item "${missing}".`)
  const files: (ZipEntry & SpeechFormat)[] = []
  for (const [index, item] of items.entries()) {
    const format = asked === 'wav' ? toWav(formatOf(item)) : formatOf(item)
    files.push({ ...format, ...(await toEntry(studio, item, format, index + 1, items.length)) })
  }
  const [file] = files
  if (files.length === 1) return { contentType: file!.contentType, bytes: file!.source, headers: attached(file!.name) }
  return { contentType: 'application/zip', bytes: zipSource(files), headers: attached('history.zip') }
}

async function toEntry(
  studio: Studio,
  item: HistoryItem,
  format: SpeechFormat,
  position: number,
  total: number,
): Promise<ZipEntry> {
  return {
    name: archiveName(position, total, firstWords(item.text), extensionOf(format)),
    source: await openSpeechFile(studio, spokenBefore(item.plan), format),
    modifiedAt: item.createdAt,
  }
}

function attached(name: string): Record<string, string> {
  return { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` }
}

function refuse(message: string): BytesReply {
  return jsonReply(DownloadHistoryError, { error: 'invalid_parameters', message }, { status: 400 })
}
