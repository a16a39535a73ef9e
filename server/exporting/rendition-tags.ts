import type { RenditionOptions } from '#server/snapshots/open-rendition.ts'
import type { Book } from './book.ts'

/**
 * What the tags of a file say besides its snapshot's.
 * @param track of a file that is a chapter
 */
export function renditionTags(
  { narrators, cover, description, genres }: Book,
  track?: number,
): Pick<RenditionOptions, 'tags' | 'cover'> {
  const genre = genres.join(', ') || 'Audiobook'
  return { tags: { narrators, comment: description ?? undefined, genre, track }, cover }
}
