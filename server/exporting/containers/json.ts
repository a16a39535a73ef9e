import { toSeconds } from '#server/audio/track.ts'
import type { Book } from '../book.ts'
import type { Container, ContainerNeeds, ExportWork } from '../container.ts'
import { textSource } from '../text-source.ts'
import { readTimedChapters, type TimedBlock, type TimedChapter, type TimedText } from '../timed-text.ts'

/** All words of a book and when they are heard, in seconds from its start. */
export const jsonContainer: Container<'json'> = {
  format: 'json',
  contentType: 'application/json',
  extension: 'json',
  bitrates: [],
  hasSound: false,
  perChapter: 'yes',
  open: async (needs, book, _options, work) => textSource(writeJson(needs, book, work)),
}

async function* writeJson({ db }: ContainerNeeds, book: Book, { signal }: ExportWork): AsyncGenerator<string> {
  const { title, author, language, snapshot } = book
  const head = { title, author, language, duration_seconds: toSeconds(snapshot.sampleCount) }
  yield `${JSON.stringify(head).slice(0, -1)},"chapters":[`
  let separator = ''
  for await (const chapter of readTimedChapters(db, book)) {
    signal.throwIfAborted()
    yield separator + JSON.stringify(presentChapter(chapter))
    separator = ','
  }
  yield ']}'
}

function presentChapter({ name, startSeconds, endSeconds, blocks }: TimedChapter) {
  return { name, start: startSeconds, end: endSeconds, blocks: blocks.map(presentBlock) }
}

function presentBlock({ blockId, subType, voiceIds, words, ...block }: TimedBlock) {
  const { text, start, end } = presentText(block)
  return { block_id: blockId, sub_type: subType, voice_ids: voiceIds, text, start, end, words: words.map(presentText) }
}

function presentText({ text, startSeconds, endSeconds }: TimedText) {
  return { text, start: startSeconds, end: endSeconds }
}
