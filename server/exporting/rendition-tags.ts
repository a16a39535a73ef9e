import type { RenditionOptions } from '#server/snapshots/open-rendition.ts'
import type { Book } from './book.ts'

/** What the tags of a file say besides its snapshot's. */
export function renditionTags({ narrators, cover, description, genres }: Book): NonNullable<RenditionOptions['tags']> {
  return { narrators, cover, comment: description ?? undefined, genre: genres.join(', ') || 'Audiobook' }
}
