import type { ZipArchive } from '../document/zip-archive.ts'
import type { Navigation } from '../markup/book-chapters.ts'
import type { ContentsEntry } from '../markup/book-sections.ts'
import { resolveHref } from '../markup/resolve-href.ts'
import {
  childElements,
  elementsNamed,
  findElement,
  labelOf,
  meaningsOf,
  parseXml,
  type XmlElement,
} from '../markup/xml.ts'
import type { EpubPackage, ManifestItem } from './package-document.ts'

/** Reads the navigation document of EPUB 3; the NCX of EPUB 2 where that has no table of contents. */
export async function readNavigation(archive: ZipArchive, book: EpubPackage): Promise<Navigation> {
  const landmarks = new Map([...book.guide].map(([path, type]) => [path, [type]]))
  const nav = await readItem(archive, book.navigation)
  const path = book.navigation?.path ?? ''
  const contents: ContentsEntry[] = []
  for (const list of nav ? elementsNamed(nav, 'nav') : []) {
    const meanings = meaningsOf(list)
    if (meanings.includes('toc') && contents.length === 0) contents.push(...listEntries(list, path, -1))
    if (meanings.includes('landmarks')) addLandmarks(landmarks, list, path)
  }
  if (contents.length === 0) contents.push(...(await readNcx(archive, book.ncx)))
  return { contents: withKnownPaths(contents, book), landmarks }
}

/** A link whose file is not there leads to the one file of the reading order with the same name. */
function withKnownPaths(contents: ContentsEntry[], { spine }: EpubPackage): ContentsEntry[] {
  const paths = new Set(spine.map(({ path }) => path))
  const byName = Map.groupBy(spine, ({ path }) => path.split('/').at(-1)!)
  return contents.map((entry) => {
    const alike = paths.has(entry.path) ? [] : (byName.get(entry.path.split('/').at(-1)!) ?? [])
    return alike.length === 1 ? { ...entry, path: alike[0]!.path } : entry
  })
}

async function readItem(archive: ZipArchive, item: ManifestItem | undefined): Promise<XmlElement | undefined> {
  return item && archive.has(item.path) ? parseXml(await archive.read(item.path)) : undefined
}

function listEntries(element: XmlElement, navPath: string, depth: number): ContentsEntry[] {
  return childElements(element).flatMap((child) => {
    if (child.name !== 'a') return listEntries(child, navPath, child.name === 'ol' ? depth + 1 : depth)
    if (child.attributes.href === undefined) return []
    return [{ title: labelOf(child), ...resolveHref(navPath, child.attributes.href), depth: Math.max(0, depth) }]
  })
}

/** Only links to whole files: a link into a file says nothing about the rest of it. */
function addLandmarks(landmarks: Map<string, string[]>, list: XmlElement, navPath: string): void {
  for (const link of elementsNamed(list, 'a')) {
    const { path, fragment } = resolveHref(navPath, link.attributes.href ?? '')
    if (fragment === '') landmarks.set(path, [...(landmarks.get(path) ?? []), ...meaningsOf(link)])
  }
}

async function readNcx(archive: ZipArchive, item: ManifestItem | undefined): Promise<ContentsEntry[]> {
  const ncx = await readItem(archive, item)
  const map = ncx && findElement(ncx, 'navmap')
  return map ? navPoints(map, item!.path, 0) : []
}

function navPoints(element: XmlElement, ncxPath: string, depth: number): ContentsEntry[] {
  return childElements(element)
    .filter(({ name }) => name === 'navpoint')
    .flatMap((point) => {
      const label = childElements(point).find(({ name }) => name === 'navlabel')
      const target = childElements(point).find(({ name }) => name === 'content')?.attributes.src
      const below = navPoints(point, ncxPath, depth + 1)
      if (target === undefined) return below
      return [{ title: label ? labelOf(label) : '', ...resolveHref(ncxPath, target), depth }, ...below]
    })
}
