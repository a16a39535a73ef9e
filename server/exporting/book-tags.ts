import type { BookTags } from '#server/audio/encoding/book-tags.ts'
import type { VorbisExtras } from '#server/audio/encoding/vorbis-comments.ts'
import { toSeconds } from '#server/audio/track.ts'
import type { RenditionOptions } from '#server/snapshots/open-rendition.ts'
import type { Book } from './book.ts'

/** What MPEG-4, FLAC and Ogg files say of a book. */
export function bookTags({ title, album, author, narrators, description, genres, ...book }: Book): BookTags {
  const { year, isbn, language, track } = book
  return {
    ...{ title, album, narrators, track },
    artist: author ?? undefined,
    description: description ?? undefined,
    genre: genreOf(genres),
    year: year ?? undefined,
    isbn: isbn ?? undefined,
    language: language ?? undefined,
  }
}

/** Its chapters, as FLAC and Ogg files tell them. */
export function vorbisChapters({ snapshot }: Book): VorbisExtras['chapters'] {
  return snapshot.chapters.map(({ name, startSample }) => ({ title: name, startSeconds: toSeconds(startSample) }))
}

/**
 * What the tags of an MP3 file say besides its snapshot's.
 * @param track of a file that is a chapter
 */
export function renditionTags(
  { narrators, cover, description, genres }: Book,
  track?: number,
): Pick<RenditionOptions, 'tags' | 'cover'> {
  return { tags: { narrators, comment: description ?? undefined, genre: genreOf(genres), track }, cover }
}

function genreOf(genres: string[]): string {
  return genres.join(', ') || 'Audiobook'
}
