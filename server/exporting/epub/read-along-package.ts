import { posix } from 'node:path'
import type { Book } from '../book.ts'
import { toClock } from './overlay.ts'
import { meta, modifiedAt } from './package.ts'
import { type ReadAlongPage, relative } from './read-along.ts'
import { attributeOf, type SourceEpub } from './source-epub.ts'

/** What is put beside the files of the source. */
export interface AddedFiles {
  /** In the folder of the package, without a slash at its end. */
  folder: string
  /** Numbers of the chapters that have sound. */
  sounds: number[]
}

export const overlayStyle = '.lectern-is-heard { background-color: #ffe9a8; color: #000; }\n'

/**
 * The package document of the source with overlays for its pages. Nothing else in it changes, but for the date.
 * Source: W3C, EPUB 3.3, "Media overlays packaging"; EPUB Accessibility 1.1.
 */
export function readAlongPackage(
  { packageName, packageSource }: SourceEpub,
  book: Book,
  pages: ReadAlongPage[],
  { folder, sounds }: AddedFiles,
): string {
  const numbers = new Map(pages.map(({ itemId }, index) => [itemId, index + 1]))
  const href = (name: string) => relative(posix.dirname(packageName), `${folder}/${name}`)
  const items = [
    `<item id="lectern-style" href="${href('read-along.css')}" media-type="text/css"/>`,
    ...pages.map((_, index) => {
      const name = `page-${index + 1}.smil`
      return `<item id="lectern-overlay-${index + 1}" href="${href(name)}" media-type="application/smil+xml"/>`
    }),
    ...sounds.map(
      (number) =>
        `<item id="lectern-sound-${number}" href="${href(`chapter-${number}.mp3`)}" media-type="audio/mpeg"/>`,
    ),
  ]
  const total = pages.reduce((sum, { seconds }) => sum + seconds, 0)
  const metas = [
    meta('media:duration', toClock(total)),
    ...pages.map(({ seconds }, index) => meta('media:duration', toClock(seconds), `lectern-overlay-${index + 1}`)),
    ...book.narrators.map((narrator) => meta('media:narrator', narrator)),
    meta('media:active-class', 'lectern-is-heard'),
    meta('schema:accessMode', 'auditory'),
    meta('schema:accessibilityFeature', 'synchronizedAudioText'),
  ]
  return packageSource
    .replace(/<item\s[^>]*>/g, (element) => {
      const number = numbers.get(attributeOf(element, 'id') ?? '')
      return number === undefined ? element : withAttribute(element, `media-overlay="lectern-overlay-${number}"`)
    })
    .replace(/(property\s*=\s*["']dcterms:modified["'][^>]*>)[^<]*/, `$1${modifiedAt(book)}`)
    .replace(/<\/metadata\s*>/, (end) => `${metas.join('\n')}\n${end}`)
    .replace(/<\/manifest\s*>/, (end) => `${items.join('\n')}\n${end}`)
}

function withAttribute(element: string, attribute: string): string {
  const end = element.endsWith('/>') ? '/>' : '>'
  return `${element.slice(0, -end.length).trimEnd()} ${attribute}${end}`
}

/** A page with the style of what is heard. */
export function withStyle(page: ReadAlongPage, folder: string): string {
  const href = relative(posix.dirname(page.name), `${folder}/read-along.css`)
  const link = `<link rel="stylesheet" type="text/css" href="${href}"/>`
  return page.source.replace(/<\/head\s*>/i, (end) => `${link}${end}`)
}
