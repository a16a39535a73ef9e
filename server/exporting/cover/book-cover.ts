import { type Cover, readCover } from '#server/projects/cover.ts'
import { readPicture } from '#server/projects/picture.ts'
import type { Project } from '#server/projects/project.ts'
import { type ByteSource, bytesSource, storedSource } from '#server/snapshots/byte-source.ts'
import { undefinedWhenGone } from '#server/storage/file-fault.ts'
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
 * that cannot be read or is not there, a plain one is drawn.
 */
export async function openCover(
  files: FileStore,
  { cover }: Pick<Project, 'cover'>,
  text: CoverText,
): Promise<BookCover> {
  const stored = cover && (await files.head(cover.fileKey))
  if (!cover || !stored) return hold(await drawCover(text))
  const { contentType: mediaType, fileKey } = cover
  const read = () => readCover({ files }, cover)
  if (mediaType === 'image/webp')
    return hold((await toPng(fileKey, read).catch(undefinedWhenGone)) ?? (await drawCover(text)))
  return { mediaType, bytes: storedSource(files, fileKey, stored.byteLength), read }
}

/** The same in memory, for who comes to it hours later: who gives a project another picture deletes the one before. */
export async function holdCover(cover: BookCover, text: CoverText): Promise<BookCover> {
  return hold((await cover.read().catch(undefinedWhenGone)) ?? (await drawCover(text)))
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
