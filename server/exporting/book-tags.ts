import type { BookTags } from '#server/audio/book-tags.ts'
import type { VorbisExtras } from '#server/audio/vorbis-comments.ts'
import { toSeconds } from '#server/snapshots/alignments-json.ts'
import type { Book } from './book.ts'

/** What MPEG-4, FLAC and Ogg files say of a book. */
export function bookTags({ title, album, author, narrators, description, genres, ...book }: Book): BookTags {
  const { year, isbn, language, track } = book
  return {
    ...{ title, album, narrators, track },
    artist: author ?? undefined,
    description: description ?? undefined,
    genre: genres.join(', ') || 'Audiobook',
    year: year ?? undefined,
    isbn: isbn ?? undefined,
    language: language ?? undefined,
  }
}

/** Its chapters, as FLAC and Ogg files tell them. */
export function vorbisChapters({ snapshot }: Book): VorbisExtras['chapters'] {
  return snapshot.chapters.map(({ name, startSample }) => ({ title: name, startSeconds: toSeconds(startSample) }))
}
