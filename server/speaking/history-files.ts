import type { Encoders } from '#server/audio/encoders.ts'
import { StudioError } from '#server/base/errors.ts'
import type { HistoryItemId } from '#server/base/ids.ts'
import { firstWords } from '#server/engines/first-words.ts'
import { archiveName } from '#server/snapshots/archive-name.ts'
import type { ZipEntry } from '#server/snapshots/zip.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { spokenBefore } from './speak-now.ts'
import { openSpeechFile, type SpeechFileFormat } from './speech-file.ts'
import { type HistoryItem, listHistoryItemsById } from './speech-history.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders }

/** A history item as a file, named after its first words. */
export interface HistoryFile extends ZipEntry {
  item: HistoryItem
}

/**
 * History items as files in the order of the ids, each once.
 * @param formatOf how an item is put into a file
 * @throws StudioError `history_item_not_found` when one of them is not there, `file_not_found`
 */
export async function openHistoryFiles(
  needs: Needs,
  ids: HistoryItemId[],
  formatOf: (item: HistoryItem) => SpeechFileFormat,
): Promise<HistoryFile[]> {
  const unique = [...new Set(ids)]
  const items = await listHistoryItemsById(needs.db, unique)
  const missing = unique.find((id) => !items.some((item) => item.id === id))
  if (missing) throw new StudioError('history_item_not_found', `There is no history item "${missing}".`)
  const files: HistoryFile[] = []
  for (const [index, item] of items.entries()) {
    const format = formatOf(item)
    const name = archiveName(index + 1, items.length, firstWords(item.text), extensionOf(format))
    const source = await openSpeechFile(needs, spokenBefore(item.plan), format)
    files.push({ item, name, source, modifiedAt: item.createdAt })
  }
  return files
}

function extensionOf({ encoding, isWav }: SpeechFileFormat): string {
  return isWav ? 'wav' : encoding.codec
}
