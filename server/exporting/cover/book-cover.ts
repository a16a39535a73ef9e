import { type Cover, getCover, readCover } from '#server/projects/cover.ts'
import type { Project } from '#server/projects/project.ts'
import { type ByteSource, bytesSource } from '#server/snapshots/byte-source.ts'
import { storedSource } from '#server/snapshots/stored-source.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { type CoverText, drawCover } from './draw-cover.ts'

/** The picture of a book, which may have megabytes: whoever only names it, or passes it on, does not read it. */
export interface BookCover {
  mediaType: string
  bytes: ByteSource
  read(): Promise<Cover>
}

type Covered = { cover: BookCover; album: string; author: string | null }

/** The project's own; drawn where it has none. @throws StudioError `cover_not_found` */
export async function openCover(
  needs: { db: Database; files: FileStore },
  project: Project,
  text: CoverText,
): Promise<BookCover> {
  if (!project.cover) return openDrawn(text)
  const { contentType: mediaType, fileKey, byteLength } = await getCover(needs, project.id)
  const bytes = storedSource(needs.files, fileKey, byteLength)
  return { mediaType, bytes, read: () => readCover(needs, { contentType: mediaType, fileKey }) }
}

/** For files whose readers know PNG and JPEG only: a plain one stands in for a WebP picture. */
export async function commonCover({ cover, album, author }: Covered): Promise<BookCover> {
  return cover.mediaType === 'image/webp' ? openDrawn({ title: album, author }) : cover
}

async function openDrawn(text: CoverText): Promise<BookCover> {
  const drawn = await drawCover(text)
  return { mediaType: drawn.mediaType, bytes: bytesSource(drawn.bytes), read: async () => drawn }
}
