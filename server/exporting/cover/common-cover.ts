import { createHash } from 'node:crypto'
import { type Cover, findCover } from '#server/projects/cover.ts'
import { readPicture } from '#server/projects/picture.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { type CoverText, drawCover } from './draw-cover.ts'
import { rememberPicture } from './remember-picture.ts'
import { inThread } from './render-picture.ts'

/**
 * The cover of a project as all files and players know it, PNG or JPEG: a WebP is made a PNG. Where there is none, or one that
 * cannot be read, a plain one is drawn.
 */
export async function commonCover(
  needs: { db: Database; files: FileStore },
  { id }: Project,
  text: CoverText,
): Promise<Cover> {
  const own = await findCover(needs, id)
  if (own?.mediaType !== 'image/webp') return own ?? drawCover(text)
  return (await toPng(own.bytes)) ?? drawCover(text)
}

/** Apple wants no more than 3,000 pixels on a side. */
const mostPixels = 3_000

async function toPng(webp: Buffer): Promise<Cover | undefined> {
  const key = createHash('sha256').update(webp).digest('hex')
  const bytes = await rememberPicture(key, () => inThread('webp-thread', { webp, mostPixels })).catch(() => undefined)
  const picture = bytes && readPicture(bytes)
  return picture && { mediaType: 'image/png', width: picture.width, height: picture.height, bytes }
}
