import type { Cover } from '#server/projects/cover.ts'
import type { Book } from '../book.ts'
import { drawCover } from './draw-cover.ts'

/** The cover for files whose readers know PNG and JPEG only: a plain one stands in for a WebP picture. */
export async function commonCover({ cover, album, author }: Book): Promise<Cover> {
  return cover.mediaType === 'image/webp' ? drawCover({ title: album, author }) : cover
}
