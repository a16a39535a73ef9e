import { decodeMp3 } from '#server/audio/decoding/mp3.ts'
import { mp3Bitrates } from '#server/audio/encoding/mp3.ts'
import { measureSound } from '#server/audio/loudness/measure-sound.ts'
import { bytesSource } from '#server/snapshots/byte-source.ts'
import type { ChapterSnapshot } from '#server/snapshots/snapshot.ts'
import { getSnapshotContent } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import { bookOfChapter } from '../book.ts'
import type { Container } from '../container.ts'
import { toReport } from '../report/report.ts'
import type { MeasuredChapter } from '../report/standards.ts'
import { mp3Container } from './mp3.ts'

/**
 * Whether a book meets what shops and players ask, measured on its MP3: each chapter as the file that the ZIP archive holds of
 * it, whose frames are those of the one large file, too.
 */
export const reportContainer: Container<'report'> = {
  format: 'report',
  contentType: 'application/json',
  extension: 'report.json',
  bitrates: mp3Bitrates,
  usualBitrate: 'project',
  hasSound: true,
  perChapter: 'no',
  async open(needs, book, options, { signal, tell }) {
    const chapters: ({ name: string } & MeasuredChapter)[] = []
    for (const [index, chapter] of book.chapters.entries()) {
      const work = { signal, tell: () => {} }
      const file = await mp3Container.open(needs, bookOfChapter(book, index), options, work)
      const pieces = withProgress(file.read(0, file.byteLength), signal, (bytes) =>
        tell((index + bytes / file.byteLength) / book.chapters.length),
      )
      const { format, parts } = await measureSound((onSound) => decodeMp3(pieces, onSound))
      const isHeaderSpoken = await isNameSpoken(needs.db, chapter)
      chapters.push({ name: chapter.name, format, levels: parts[0]!, isHeaderSpoken })
    }
    const report = toReport(book.title, chapters)
    return bytesSource(Buffer.from(JSON.stringify(report, null, 2)))
  },
}

async function* withProgress(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  tell: (byteLength: number) => void,
): AsyncGenerator<Uint8Array> {
  let byteLength = 0
  for await (const piece of pieces) {
    signal.throwIfAborted()
    yield piece
    byteLength += piece.length
    tell(byteLength)
  }
}

/** Whether a chapter begins with a heading, or with its name, and that is heard. */
async function isNameSpoken(db: Database, { id, name }: ChapterSnapshot): Promise<boolean> {
  const { blocks, segments } = (await getSnapshotContent(db, id)).manifest
  const first = segments.find(({ take }) => take !== null)
  const block = first && blocks[first.blockIndex]
  if (!block) return false
  return /^h\d$/.test(block.subType) || (wordsOf(name) !== '' && wordsOf(block.text).startsWith(wordsOf(name)))
}

function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')
}
