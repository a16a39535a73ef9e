import { stat } from 'node:fs/promises'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import { copySource } from '#server/importing/copy-source.ts'
import { inMegabytes } from '#server/importing/document/import-limits.ts'
import { countWords, type ImportedDocument } from '#server/importing/document/imported-document.ts'
import { importDocument } from '#server/importing/reading/import-document.ts'
import type { FetchedPage } from '#server/importing/reading/web-page.ts'
import type { Guard } from '#server/net/guarded-fetch.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { writeOwnFile } from '#server/storage/temporary-files.ts'
import { detectLanguage } from './detect-language.ts'
import { withoutOrders } from './orders.ts'
import type { PodcastSource, ReadableSource } from './podcast.ts'

type Needs = { ownFolder: string; files: FileStore; outgoing: Guard }

/** The words that all sources have together at least: less is a stub, and no podcast comes of it. */
const fewestWords = 50
/** What a podcast is made of is prose: neither tables nor listings. */
const choices = { notes: 'skip', tables: 'skip', images: 'skip', code: 'skip', matter: 'skip' } as const
/** A source is an article or a book, not a library; its text is held in memory. */
const limits = { documentBytes: 20_000_000, characters: 2_000_000 }
/** Of all sources together: a request may name a thousand addresses, each of a book. */
const ofAll = { documentBytes: 200_000_000, characters: 4_000_000, seconds: 900 }

/**
 * Reads sources as documents are read: each in a process of its own, web pages through the guard.
 * @param tell is told how many are read
 * @throws StudioError why one of them cannot be read; `document_too_large` when they are too much together; `source_too_short`;
 *   the signal's reason when aborted
 */
export async function readSources(
  needs: Needs,
  sources: PodcastSource[],
  { signal, tell }: { signal: AbortSignal; tell(count: number): Promise<void> },
): Promise<ReadableSource[]> {
  const readable: ReadableSource[] = []
  const count = openCount()
  for (const [index, source] of sources.entries()) {
    const { document, byteLength } = await readNaming(needs, source, index, signal)
    const one = toReadable(index, document)
    count(index, byteLength, one)
    readable.push(one)
    await tell(index + 1)
  }
  const words = readable.reduce((sum, { paragraphs }) => sum + countWords(paragraphs.join(' ')), 0)
  if (words < fewestWords) throw tooShort(words, sources.length)
  return readable
}

/** Counts what is read. @throws StudioError `document_too_large` */
function openCount() {
  const began = performance.now()
  const left = { documentBytes: ofAll.documentBytes, characters: ofAll.characters }
  return (index: number, byteLength: number, { paragraphs }: ReadableSource): void => {
    left.documentBytes -= byteLength
    for (const { length } of paragraphs) left.characters -= length
    const isLate = performance.now() - began > 1_000 * ofAll.seconds
    if (left.documentBytes >= 0 && left.characters >= 0 && !isLate) return
    const most = `${ofAll.characters / 1e6} million characters, ${inMegabytes(ofAll.documentBytes)} and ${ofAll.seconds / 60} minutes of reading`
    const sentence = `Source ${index + 1}: all sources together may have ${most}, and these are more.`
    throw new StudioError('document_too_large', sentence, { param: 'source' })
  }
}

/** Of several sources an error names the one. */
async function readNaming(needs: Needs, source: PodcastSource, index: number, signal: AbortSignal) {
  try {
    await using page = await openSource(needs, source, signal)
    const { size: byteLength } = await stat(page.path)
    return { document: await importDocument(page.path, { ...page, choices, limits, signal }), byteLength }
  } catch (thrown) {
    signal.throwIfAborted()
    const { code, message } = toStudioError(thrown)
    throw new StudioError(code, `Source ${index + 1}: ${message}`, { param: 'source', cause: thrown })
  }
}

async function openSource(needs: Needs, source: PodcastSource, signal: AbortSignal): Promise<FetchedPage> {
  if (source.kind === 'url') return copySource(needs, { url: source.url }, signal)
  const file = await writeOwnFile(needs.ownFolder, source.text)
  const isMarkdown = /^#{1,6} \S/m.test(source.text)
  return {
    ...file,
    fileName: isMarkdown ? 'text.md' : 'text.txt',
    contentType: isMarkdown ? 'text/markdown' : 'text/plain',
  }
}

function toReadable(index: number, document: ImportedDocument): ReadableSource {
  const blocks = document.chapters.flatMap((chapter) => chapter.blocks).filter(({ text }) => /\p{L}/u.test(text))
  const heading = blocks.find((block, at) => block.subType !== 'p' || (at === 0 && isHeadline(block.text)))?.text
  const written = blocks.filter(({ subType, text }) => subType === 'p' && text !== heading).map(({ text }) => text)
  const language = detectLanguage(written.join(' ')) ?? document.language?.slice(0, 2).toLowerCase() ?? 'en'
  const cleaned = written.map((text) => withoutOrders(text, language))
  return {
    index,
    title: document.title ?? heading ?? null,
    language,
    paragraphs: cleaned.map(({ text }) => text).filter(Boolean),
    ordersLeftOut: cleaned.reduce((sum, { count }) => sum + count, 0),
  }
}

/** A plain text has no headings of its own: its first line is one when it is short and no sentence. */
function isHeadline(text: string): boolean {
  return countWords(text) <= 12 && !/[.!?:;,…]["'”’»)]*$/.test(text)
}

function tooShort(words: number, count: number): StudioError {
  const which = count === 1 ? 'The source has' : 'The sources have'
  const sentence = `${which} ${words} words that can be read, and a podcast needs ${fewestWords} at least.`
  return new StudioError('source_too_short', sentence, { param: 'source' })
}
