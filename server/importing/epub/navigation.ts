import { type EpubPackage, type ManifestItem, resolveHref } from './package-document.ts'
import { childElements, elementsNamed, findElement, meaningsOf, parseXml, textOf, type XmlElement } from './xml.ts'
import type { ZipArchive } from './zip-archive.ts'

/** One line of the table of contents. `depth` counts from 0. */
export type ContentsEntry = { title: string; path: string; fragment: string; depth: number }

export type Navigation = {
  contents: ContentsEntry[]
  /** Path of a whole file → what the landmarks or the guide say it is. */
  landmarks: Map<string, string[]>
}

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
  return { contents, landmarks }
}

async function readItem(archive: ZipArchive, item: ManifestItem | undefined): Promise<XmlElement | undefined> {
  return item && archive.has(item.path) ? parseXml(await archive.read(item.path)) : undefined
}

function listEntries(element: XmlElement, navPath: string, depth: number): ContentsEntry[] {
  return childElements(element).flatMap((child) => {
    if (child.name !== 'a') return listEntries(child, navPath, child.name === 'ol' ? depth + 1 : depth)
    if (child.attributes.href === undefined) return []
    return [{ title: textOf(child), ...resolveHref(navPath, child.attributes.href), depth: Math.max(0, depth) }]
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
      return [{ title: label ? textOf(label) : '', ...resolveHref(ncxPath, target), depth }, ...below]
    })
}
