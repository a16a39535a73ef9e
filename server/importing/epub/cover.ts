import type { CoverPicture } from '../document/imported-document.ts'
import type { ZipArchive } from '../document/zip-archive.ts'
import { resolveHref } from '../markup/resolve-href.ts'
import { elementsNamed, parseXml } from '../markup/xml.ts'
import type { EpubPackage, ManifestItem } from './package-document.ts'

/** What a project takes as a cover. */
const largestBytes = 10_000_000

/** The picture that the package calls its cover, or the first on the page that the guide calls so. */
export async function readCover(archive: ZipArchive, book: EpubPackage): Promise<CoverPicture | undefined> {
  const path = coverItem(book)?.path ?? (await pictureOnCoverPage(archive, book))
  if (path === undefined || !archive.has(path)) return undefined
  try {
    const bytes = await archive.read(path)
    const mediaType = pictureType(bytes)
    return mediaType && bytes.length <= largestBytes ? { mediaType, bytes } : undefined
  } catch {
    // A damaged picture is no reason to refuse the text.
    return undefined
  }
}

/** EPUB 3 marks the item, EPUB 2 names its id in a meta element. */
function coverItem({ items, metadata }: EpubPackage): ManifestItem | undefined {
  const marked = [...items.values()].find(({ properties }) => properties.includes('cover-image'))
  const metas = [...elementsNamed(metadata, 'meta')]
  const id = metas.find(({ attributes }) => attributes.name === 'cover')?.attributes.content
  return marked ?? items.get(id?.trim() ?? '')
}

async function pictureOnCoverPage(archive: ZipArchive, { guide }: EpubPackage): Promise<string | undefined> {
  const page = [...guide].find(([, type]) => type === 'cover')?.[0]
  if (page === undefined || !archive.has(page)) return undefined
  const picture = elementsNamed(parseXml(await archive.read(page)), 'img', 'image').next().value
  const href = picture?.attributes.src ?? picture?.attributes['xlink:href'] ?? picture?.attributes.href
  return href === undefined ? undefined : resolveHref(page, href).path
}

function pictureType(bytes: Buffer): CoverPicture['mediaType'] | undefined {
  const start = bytes.toString('hex', 0, 12)
  if (start.startsWith('ffd8ff')) return 'image/jpeg'
  if (start.startsWith('89504e47')) return 'image/png'
  if (start.startsWith('47494638')) return 'image/gif'
  return /^52494646.{8}57454250/.test(start) ? 'image/webp' : undefined
}
