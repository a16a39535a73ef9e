import { mp3Bitrates } from '#server/audio/encoding/mp3.ts'
import { toSeconds } from '#server/audio/track.ts'
import { archiveName } from '#server/snapshots/archive-name.ts'
import { bytesSource } from '#server/snapshots/byte-source.ts'
import { openChapterRendition } from '#server/snapshots/open-rendition.ts'
import { type ZipEntry, zipSource } from '#server/snapshots/zip.ts'
import type { Book } from '../book.ts'
import { renditionTags } from '../book-tags.ts'
import type { Container } from '../container.ts'
import { mp3FormatOf } from './mp3.ts'

/** A folder of chapters as players of audiobooks take it: MP3 files, `metadata.json` and the cover. */
export const zipContainer: Container<'zip'> = {
  format: 'zip',
  contentType: 'application/zip',
  extension: 'zip',
  bitrates: mp3Bitrates,
  usualBitrate: 'project',
  hasSound: true,
  perChapter: 'always',
  async open(needs, book, options) {
    const { chapters, cover, snapshot } = book
    const format = mp3FormatOf(options)
    const entries = chapters.map(
      (chapter, index): ZipEntry => ({
        name: archiveName(index + 1, chapters.length, chapter.name, 'mp3'),
        source: openChapterRendition(needs, chapter, format, renditionTags(book, index + 1)),
        modifiedAt: snapshot.createdAt,
      }),
    )
    const beside = [
      { name: 'metadata.json', source: bytesSource(Buffer.from(JSON.stringify(toMetadata(book), null, 2))) },
      { name: `cover.${pictureEnding(cover.mediaType)}`, source: cover.bytes },
    ]
    const { createdAt: modifiedAt } = snapshot
    return zipSource([...entries, ...beside.map((entry) => ({ ...entry, modifiedAt }))])
  },
}

export function pictureEnding(mediaType: string): string {
  return mediaType === 'image/png' ? 'png' : 'jpg'
}

/**
 * As Audiobookshelf reads it beside the files of a book: seconds from the start of the first file.
 * Source: github.com/advplyr/audiobookshelf, server/utils/generators/abmetadataGenerator.js
 */
function toMetadata({ title, author, narrators, genres, year, description, isbn, language, chapters }: Book) {
  let endSample = 0
  const marks = chapters.map(({ name, sampleCount }, id) => {
    const start = endSample
    endSample += sampleCount
    return { id, start: toSeconds(start), end: toSeconds(endSample), title: name }
  })
  return {
    tags: [],
    chapters: marks,
    title,
    subtitle: null,
    authors: author === null ? [] : [author],
    narrators,
    series: [],
    genres,
    publishedYear: year,
    publishedDate: null,
    publisher: null,
    description,
    isbn,
    asin: null,
    language,
    explicit: false,
    abridged: false,
  }
}
