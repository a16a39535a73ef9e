import { type Cover, getCover, readCover } from '#server/projects/cover.ts'
import { readPicture } from '#server/projects/picture.ts'
import type { Project } from '#server/projects/project.ts'
import { type ByteSource, bytesSource, storedSource } from '#server/snapshots/byte-source.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { type CoverText, drawCover } from './draw-cover.ts'
import { rememberPicture } from './remember-picture.ts'
import { inThread } from './render-picture.ts'

/** The picture of a book, which may have megabytes: whoever only names it, or passes it on, does not read it. */
export interface BookCover {
  mediaType: string
  bytes: ByteSource
  read(): Promise<Cover>
}

/**
 * The cover of a project as all files and players know it, PNG or JPEG: a WebP is made a PNG. Where there is none, or one
 * that cannot be read, a plain one is drawn.
 * @throws StudioError `cover_not_found`
 */
export async function openCover(
  needs: { db: Database; files: FileStore },
  project: Project,
  text: CoverText,
): Promise<BookCover> {
  if (!project.cover) return hold(await drawCover(text))
  const { contentType: mediaType, fileKey, byteLength } = await getCover(needs, project.id)
  const read = () => readCover(needs, { contentType: mediaType, fileKey })
  if (mediaType === 'image/webp') return hold((await toPng(fileKey, read)) ?? (await drawCover(text)))
  return { mediaType, bytes: storedSource(needs.files, fileKey, byteLength), read }
}

function hold(cover: Cover): BookCover {
  return { mediaType: cover.mediaType, bytes: bytesSource(cover.bytes), read: async () => cover }
}

/** Apple wants no more than 3,000 pixels on a side. */
const mostPixels = 3_000

/** What cannot be made one is remembered as empty, so that no listener has it tried again. */
async function toPng(fileKey: string, read: () => Promise<Cover>): Promise<Cover | undefined> {
  const bytes = await rememberPicture(fileKey, async () => {
    const { bytes: webp } = await read()
    return inThread(new URL('./webp-thread.ts', import.meta.url), { webp, mostPixels }).catch(() => Buffer.alloc(0))
  })
  const picture = readPicture(bytes)
  return picture && { mediaType: 'image/png', width: picture.width, height: picture.height, bytes }
}
