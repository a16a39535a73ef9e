import { StudioError } from '#server/base/errors.ts'
import type { ZipArchive } from '../document/zip-archive.ts'
import { resolveHref } from '../markup/resolve-href.ts'
import { elementsNamed, findElement, parseXml, type XmlElement } from '../markup/xml.ts'

/** What the package document (.opf) lists. All paths are names in the archive. */
export type EpubPackage = {
  metadata: XmlElement
  /** By id. */
  items: Map<string, ManifestItem>
  /** The documents in reading order, each once; those marked `linear="no"` are not linear, unless all are. */
  spine: SpineItem[]
  navigation?: ManifestItem
  ncx?: ManifestItem
  /** EPUB 2's word for special pages: path → `cover`, `title-page`, `toc`, `copyright-page` … */
  guide: Map<string, string>
}

export type SpineItem = ManifestItem & { isLinear: boolean }

export type ManifestItem = { path: string; mediaType: string; properties: string[] }

/** @throws StudioError `document_broken` when there is no package document */
export async function readPackage(archive: ZipArchive, fileName: string): Promise<EpubPackage> {
  const path = await findPackagePath(archive)
  if (!path) throw new StudioError('document_broken', `"${fileName}" has no package document (.opf): it is no EPUB.`)
  const document = parseXml(await archive.read(path))
  const items = manifestOf(document, path)
  const spineElement = findElement(document, 'spine')
  const ncxOfSpine = items.get(spineElement?.attributes.toc ?? '')
  const all = [...items.values()]
  return {
    metadata: findElement(document, 'metadata') ?? { name: 'metadata', attributes: {}, children: [] },
    items,
    spine: spineOf(spineElement, items),
    navigation: all.find(({ properties }) => properties.includes('nav')),
    ncx: ncxOfSpine ?? all.find(({ mediaType }) => mediaType === 'application/x-dtbncx+xml'),
    guide: guideOf(document, path),
  }
}

/** Where the container says, or else any .opf in the archive. */
async function findPackagePath(archive: ZipArchive): Promise<string | undefined> {
  const container = 'META-INF/container.xml'
  const roots = archive.has(container) ? [...elementsNamed(parseXml(await archive.read(container)), 'rootfile')] : []
  const isPackage = ({ attributes }: XmlElement) => attributes['media-type'] === 'application/oebps-package+xml'
  const root = roots.find(isPackage) ?? roots[0]
  const path = resolveHref('', root?.attributes['full-path'] ?? '').path
  return archive.has(path) ? path : archive.names.find((name) => /\.opf$/i.test(name))
}

function manifestOf(document: XmlElement, packagePath: string): Map<string, ManifestItem> {
  const items = new Map<string, ManifestItem>()
  for (const { attributes } of elementsNamed(document, 'item')) {
    if (!attributes.id || !attributes.href) continue
    items.set(attributes.id.trim(), {
      path: resolveHref(packagePath, attributes.href).path,
      mediaType: (attributes['media-type'] ?? '').trim().toLowerCase(),
      properties: (attributes.properties ?? '').split(/\s+/),
    })
  }
  return items
}

/** A package without a usable spine is read in the order of its manifest. A file counts where it stands first. */
function spineOf(spine: XmlElement | undefined, items: Map<string, ManifestItem>): SpineItem[] {
  const references = spine ? [...elementsNamed(spine, 'itemref')] : []
  const known = references.flatMap(({ attributes }) => {
    const item = items.get((attributes.idref ?? '').trim())
    return item && isDocument(item) ? [{ ...item, isLinear: attributes.linear !== 'no' }] : []
  })
  const listed = known.length > 0 ? known : [...items.values()].filter(isDocument).map(asLinear)
  const once = [...new Map(listed.toReversed().map((item) => [item.path, item])).values()].reverse()
  return once.some(({ isLinear }) => isLinear) ? once : once.map(asLinear)
}

function asLinear(item: ManifestItem): SpineItem {
  return { ...item, isLinear: true }
}

function isDocument({ mediaType, path }: ManifestItem): boolean {
  return /html|oeb1-document/.test(mediaType) || /\.x?html?$/i.test(path)
}

/** Only references to whole files: one into a file says nothing about the rest of it. */
function guideOf(document: XmlElement, packagePath: string): Map<string, string> {
  const guide = new Map<string, string>()
  for (const { attributes } of elementsNamed(document, 'reference')) {
    const { path, fragment } = resolveHref(packagePath, attributes.href ?? '')
    if (fragment === '') guide.set(path, (attributes.type ?? '').toLowerCase())
  }
  return guide
}
