import { posix } from 'node:path'
import { type MarkedSentence, markSentences } from './mark-sentences.ts'
import { matchSentences } from './match-sentences.ts'
import { type Clip, overlayOf } from './overlay.ts'
import { lettersOf, type PageText, readPageText } from './page-letters.ts'
import type { SourceEpub } from './source-epub.ts'

/** A chapter as it is heard: its sentences with their seconds in the chapter's own file. */
export interface HeardChapter {
  seconds: number
  sentences: { text: string; startSeconds: number }[]
}

/** A page of the source whose sentences are heard. */
export interface ReadAlongPage {
  name: string
  itemId: string
  /** The page with an id for each sentence. */
  source: string
  overlay: string
  seconds: number
}

/** Less is another text than that of the pages. */
const leastShare = 0.9

/**
 * Puts what is heard into the pages of the EPUB that a project was made from.
 * @param folder of the archive where the sound of chapter 1 is `chapter-1.mp3`, and so on
 * @returns undefined when the pages say something else than what is heard, or cannot be changed
 */
export async function readAlong(
  epub: SourceEpub,
  chapters: HeardChapter[],
  folder: string,
): Promise<ReadAlongPage[] | undefined> {
  const pages = await readPages(epub)
  if (!pages) return undefined
  const found = await findSentences(pages, chapters)
  if (!found) return undefined
  const read: ReadAlongPage[] = []
  const foundOn = Map.groupBy(found, ({ page }) => page)
  const marked = pages.map((page, index) => markSentences(page, foundOn.get(index) ?? []))
  const clips = toClips(
    chapters,
    found.filter(({ page, id }) => marked[page]!.ids.has(id)),
  )
  if (!clips) return undefined
  const clipsOn = Map.groupBy(clips, ({ page }) => page)
  for (const [index, { name, itemId }] of epub.pages.entries()) {
    const own = clipsOn.get(index)
    if (!own) continue
    const target = relative(folder, name)
    const pars = own.map(({ id, ...clip }): Clip => ({ ...clip, text: `${target}#${id}` }))
    const seconds = own.reduce((sum, clip) => sum + clip.endSeconds - clip.startSeconds, 0)
    read.push({ name, itemId, source: marked[index]!.source, overlay: overlayOf(pars), seconds })
  }
  return read
}

/** A page's address from a file in a folder of the archive. */
export function relative(folder: string, name: string): string {
  return posix.relative(folder, name).split('/').map(encodeURIComponent).join('/')
}

async function readPages(epub: SourceEpub): Promise<PageText[] | undefined> {
  const pages: PageText[] = []
  for (const { name } of epub.pages) {
    const source = await epub.read(name)
    const page = source === undefined ? undefined : await readPageText(source)
    if (!page) return undefined
    pages.push(page)
  }
  return pages
}

interface FoundSentence extends MarkedSentence {
  page: number
  chapter: number
  startSeconds: number
}

async function findSentences(pages: PageText[], chapters: HeardChapter[]): Promise<FoundSentence[] | undefined> {
  const book = pages.map(({ letters }) => letters).join('')
  const pageStarts = pages.map(() => 0)
  for (let page = 1; page < pages.length; page++)
    pageStarts[page] = pageStarts[page - 1]! + pages[page - 1]!.letters.length
  const found: FoundSentence[] = []
  const heard = chapters.map(({ sentences }) => sentences.map(({ text }) => lettersOf(text)))
  const all = heard.flat().reduce((sum, { length }) => sum + length, 0)
  const mostMissed = (1 - leastShare) * all
  let [missed, from] = [0, 0]
  for (const [chapter, { sentences }] of chapters.entries()) {
    const texts = heard[chapter]!
    const { places, end } = await matchSentences(book, texts, from, mostMissed - missed)
    from = end
    for (const [index, text] of texts.entries()) {
      const place = places[index]
      if (place === undefined) {
        missed += text.length
        if (missed > mostMissed) return undefined
        continue
      }
      const page = pageAt(pageStarts, place)
      const firstLetter = place - pageStarts[page]!
      const endLetter = firstLetter + text.length
      if (endLetter > pages[page]!.letters.length) continue // it goes over to the next page
      const id = `lectern-${found.length + 1}`
      found.push({ id, page, chapter, firstLetter, endLetter, startSeconds: sentences[index]!.startSeconds })
    }
  }
  return all > 0 ? found : undefined
}

/** The page that a letter stands on. */
function pageAt(starts: number[], place: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (starts[middle]! <= place) low = middle
    else high = middle - 1
  }
  return low
}

/** What is not on any page is heard with the sentence before. Undefined when nothing of a chapter is on a page. */
function toClips(chapters: HeardChapter[], found: FoundSentence[]) {
  const clips: { id: string; page: number; sound: string; startSeconds: number; endSeconds: number }[] = []
  for (const [chapter, { seconds, sentences }] of chapters.entries()) {
    const own = found.filter((one) => one.chapter === chapter)
    if (own.length === 0 && sentences.length > 0) return undefined
    for (const [index, { id, page, startSeconds }] of own.entries()) {
      const start = index === 0 ? 0 : startSeconds
      const endSeconds = Math.max(own[index + 1]?.startSeconds ?? seconds, start + 0.001)
      clips.push({ id, page, sound: `chapter-${chapter + 1}.mp3`, startSeconds: start, endSeconds })
    }
  }
  return clips
}
