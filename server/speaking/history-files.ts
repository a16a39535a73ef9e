import type { Encoders } from '#server/audio/encoding/encoders.ts'
import type { HistoryItemId } from '#server/base/ids.ts'
import { firstWords } from '#server/engines/first-words.ts'
import { archiveName } from '#server/snapshots/archive-name.ts'
import { type ByteSource, storedSource } from '#server/snapshots/byte-source.ts'
import type { RenditionCache } from '#server/snapshots/rendition-cache.ts'
import type { ZipEntry } from '#server/snapshots/zip.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { spokenBefore } from './speak-now.ts'
import { finishSpeech, openSpeechFile, type SpeechFileFormat } from './speech-file.ts'
import { getHistoryItem, type HistoryItem, requireHistoryItems } from './speech-history.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders; renditions: RenditionCache }

/** A history item as a file, named after its first words. */
export interface HistoryFile<Format> extends ZipEntry {
  format: Format
}

/**
 * A history item as a file. One whose length its encoder decides is encoded first, and kept as encoded chapters are.
 * @param caller aborted when the caller has gone
 * @throws StudioError `file_not_found`
 */
export async function openHistoryFile(
  needs: Needs,
  { id, plan, outputFormat }: HistoryItem,
  format: SpeechFileFormat,
  caller: AbortSignal,
): Promise<ByteSource> {
  const speech = spokenBefore(plan)
  if (format.encoding.codec !== 'opus') return openSpeechFile(needs, speech, format)
  const { read } = await finishSpeech(needs, speech, format)
  const key = `renditions/${id}/${outputFormat}`
  await needs.renditions.keep(key, () => whileWanted(read(), caller))
  const kept = await needs.files.head(key)
  return storedSource(needs.files, key, kept!.byteLength)
}

/**
 * History items as files in the order of the ids, each once. What is known of an item may have megabytes, and is read again
 * with its file.
 * @param formatOf how an item is put into a file
 * @throws StudioError `history_item_not_found` when one of them is not there, `file_not_found`
 */
export async function openHistoryFiles<Format extends SpeechFileFormat>(
  needs: Needs,
  ids: HistoryItemId[],
  formatOf: (item: HistoryItem) => Format,
  caller: AbortSignal,
): Promise<HistoryFile<Format>[]> {
  const unique = [...new Set(ids)]
  await requireHistoryItems(needs.db, unique)
  const files: HistoryFile<Format>[] = []
  for (const [index, id] of unique.entries()) {
    caller.throwIfAborted()
    const item = await getHistoryItem(needs.db, id)
    const format = formatOf(item)
    const name = archiveName(index + 1, unique.length, firstWords(item.text), extensionOf(format))
    const { byteLength } = await openHistoryFile(needs, item, format, caller)
    const open = async () => openHistoryFile(needs, await getHistoryItem(needs.db, id), format, caller)
    files.push({ format, name, source: openedSource(byteLength, open), modifiedAt: item.createdAt })
  }
  return files
}

/** Opened when it is read. */
function openedSource(byteLength: number, open: () => Promise<ByteSource>): ByteSource {
  return {
    byteLength,
    async *read(start, end) {
      yield* (await open()).read(start, end)
    },
  }
}

async function* whileWanted(pieces: AsyncIterable<Uint8Array>, caller: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    caller.throwIfAborted()
    yield piece
  }
}

function extensionOf({ encoding, isWav }: SpeechFileFormat): string {
  return isWav ? 'wav' : encoding.codec
}
