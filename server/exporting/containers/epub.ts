import { posix } from 'node:path'
import { mp3Bitrates } from '#server/audio/encoding/mp3.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { getProject } from '#server/projects/find-project.ts'
import { type ByteSource, bytesSource } from '#server/snapshots/byte-source.ts'
import { openChapterRendition } from '#server/snapshots/open-rendition.ts'
import { type ZipEntry, zipSource } from '#server/snapshots/zip.ts'
import { type Book, bookOfChapter } from '../book.ts'
import type { Container, ContainerNeeds, ExportWork } from '../container.ts'
import { toChapterPage } from '../epub/chapter-page.ts'
import { containerXml, navigationPage, type PackedChapter, packageDocument, styleSheet } from '../epub/package.ts'
import { type HeardChapter, readAlong } from '../epub/read-along.ts'
import { overlayStyle, readAlongPackage, withStyle } from '../epub/read-along-package.ts'
import { openSourceEpub } from '../epub/source-epub.ts'
import type { ExportOptions } from '../export.ts'
import { readTimedChapters } from '../timed-text.ts'
import { mp3FormatOf } from './mp3.ts'
import { pictureEnding } from './zip.ts'

/**
 * A book to read and to hear at once: EPUB 3 with media overlays, sentence by sentence. Made of the pages of the EPUB 3 that the
 * project came from, as long as they say what is heard; else of the blocks of the snapshot.
 */
export const epubContainer: Container<'epub'> = {
  format: 'epub',
  contentType: 'application/epub+zip',
  extension: 'epub',
  bitrates: mp3Bitrates,
  usualBitrate: 64,
  hasSound: true,
  perChapter: 'no',
  async dependsOn({ db }, projectId) {
    return (await getProject(db, projectId)).sourceEpub ?? 'blocks'
  },
  async open(needs, book, options, work) {
    return (await epubOfSource(needs, book, options, work)) ?? epubOfBlocks(needs, book, options, work)
  },
}

async function epubOfSource(
  needs: ContainerNeeds,
  book: Book,
  options: ExportOptions,
  { signal }: ExportWork,
): Promise<ByteSource | undefined> {
  const { sourceEpub } = await getProject(needs.db, book.snapshot.projectId)
  const epub = sourceEpub === null ? undefined : await openSourceEpub(needs.files, sourceEpub)
  if (!epub) return undefined
  const folder = posix.join(posix.dirname(epub.packageName), 'lectern')
  const chapters = await readHeardChapters(needs, book, signal)
  const pages = await readAlong(epub, chapters, folder)
  if (!pages || epub.names.some((name) => name.startsWith(`${folder}/`))) return undefined
  const sounds = chapters.flatMap(({ sentences }, index) => (sentences.length > 0 ? [index + 1] : []))
  const changed = new Map<string, ByteSource>([
    [epub.packageName, textOf(readAlongPackage(epub, book, pages, { folder, sounds }))],
    ...pages.map((page): [string, ByteSource] => [page.name, textOf(withStyle(page, folder))]),
  ])
  const files: [string, ByteSource][] = [
    ...epub.names
      .filter((name) => name !== 'mimetype' && name !== 'META-INF/signatures.xml')
      .map((name): [string, ByteSource] => [name, changed.get(name) ?? epub.open(name)]),
    [`${folder}/read-along.css`, textOf(overlayStyle)],
    ...pages.map((page, index): [string, ByteSource] => [`${folder}/page-${index + 1}.smil`, textOf(page.overlay)]),
    ...sounds.map((number): [string, ByteSource] => [
      `${folder}/chapter-${number}.mp3`,
      openChapterRendition(needs, book.chapters[number - 1]!, mp3FormatOf(options)),
    ]),
  ]
  return packed(files, book)
}

async function readHeardChapters(needs: ContainerNeeds, book: Book, signal: AbortSignal): Promise<HeardChapter[]> {
  const chapters: HeardChapter[] = []
  for (const [index, { sampleCount }] of book.chapters.entries()) {
    signal.throwIfAborted()
    for await (const { blocks } of readTimedChapters(needs.db, bookOfChapter(book, index))) {
      const sentences = blocks.flatMap((block) => block.sentences)
      const heard = sentences.map(({ text, startSeconds }) => ({ text, startSeconds }))
      chapters.push({ seconds: sampleCount / snapshotSampleRate, sentences: heard })
    }
  }
  return chapters
}

async function epubOfBlocks(
  needs: ContainerNeeds,
  book: Book,
  options: ExportOptions,
  { signal }: ExportWork,
): Promise<ByteSource> {
  const language = book.language ?? 'und'
  const texts = new Map<string, string>()
  const sounds = new Map<string, ByteSource>()
  const chapters: PackedChapter[] = []
  for (const [index, chapter] of book.chapters.entries()) {
    signal.throwIfAborted()
    const number = index + 1
    for await (const timed of readTimedChapters(needs.db, bookOfChapter(book, index))) {
      const hasOverlay = timed.blocks.some(({ sentences }) => sentences.length > 0)
      const { page, overlay } = toChapterPage(timed, number, language)
      chapters.push({ name: chapter.name, seconds: chapter.sampleCount / snapshotSampleRate, hasOverlay })
      texts.set(`OPS/text/chapter-${number}.xhtml`, page)
      if (!hasOverlay) continue
      texts.set(`OPS/overlays/chapter-${number}.smil`, overlay)
      sounds.set(`OPS/audio/chapter-${number}.mp3`, openChapterRendition(needs, chapter, mp3FormatOf(options)))
    }
  }
  const { cover } = book
  const coverItem = { name: `cover.${pictureEnding(cover.mediaType)}`, mediaType: cover.mediaType }
  const files: [string, ByteSource][] = [
    ['META-INF/container.xml', textOf(containerXml)],
    ['OPS/package.opf', textOf(packageDocument(book, chapters, coverItem, language))],
    ['OPS/nav.xhtml', textOf(navigationPage(book, chapters, language))],
    ['OPS/style.css', textOf(styleSheet)],
    [`OPS/${coverItem.name}`, cover.bytes],
    ...[...texts].map(([name, text]): [string, ByteSource] => [name, textOf(text)]),
    ...sounds,
  ]
  return packed(files, book)
}

function packed(files: [string, ByteSource][], { snapshot }: Book): ByteSource {
  const { createdAt: modifiedAt } = snapshot
  const first: ZipEntry = { name: 'mimetype', source: textOf('application/epub+zip'), modifiedAt, isBare: true }
  return zipSource([first, ...files.map(([name, source]) => ({ name, source, modifiedAt }))])
}

function textOf(text: string): ByteSource {
  return bytesSource(Buffer.from(text))
}
