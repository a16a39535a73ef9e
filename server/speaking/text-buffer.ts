import { splitSentences } from '#server/text/sentences.ts'
import { isSpeakable } from '#server/text/speakable.ts'

/** Text that comes in pieces of any length, as a language model writes it, and goes out in sentences. */
export interface TextBuffer {
  /**
   * Puts a piece behind the text so far, literally: `Hel` and `lo` are one word.
   * @param options.all whatever is there is wanted, though its last sentence may go on
   * @param options.soon a good part of a sentence is wanted too
   * @returns what is to be spoken now, in order
   */
  add(text: string, options?: { all?: boolean; soon?: boolean }): string[]
}

export interface TextBufferOptions {
  /** ISO 639-1, for the ends of sentences. */
  language: string
  /** How long an unfinished sentence may become before a part of it goes out: the nth stretch has the nth length, then the last. */
  schedule: number[]
  /** Each piece goes out as it comes. */
  isEager?: boolean
}

/** With `soon`, a part of a sentence must be longer than this. Source: the hosted service. */
const soonLength = 50
/** Nobody waits for a place to breathe for longer. */
const longestStretch = 1_000

/**
 * A sentence goes out as soon as it is surely over: when the next one begins, or at white space that no abbreviation
 * explains. What has nothing to say (a break, white space) waits for what comes behind it.
 */
export function openTextBuffer({ language, schedule, isEager = false }: TextBufferOptions): TextBuffer {
  let text = ''
  let count = 0

  function take(end: number): string[] {
    const stretches = joinSilent(splitAt(text.slice(0, end), language))
    text = stretches.rest.slice(-longestStretch) + text.slice(end)
    count += stretches.spoken.length
    return stretches.spoken
  }

  return {
    add(piece, { all = false, soon = false } = {}) {
      text += piece
      if (all) return take(text.length)
      const closed = beforeOpenTag(text)
      if (isEager) return take(closed)
      const sentences = take(Math.min(closed, endOfSentences(text, language)))
      const longest = soon ? soonLength : (schedule[Math.min(count, schedule.length - 1)] ?? longestStretch)
      const isLong = soon ? text.length > longest : text.length >= longest
      return isLong ? [...sentences, ...take(Math.min(beforeOpenTag(text), placeToBreathe(text)))] : sentences
    },
  }
}

function splitAt(text: string, language: string): string[] {
  return splitSentences(hideTags(text), language).map(({ start, end }) => text.slice(start, end))
}

/** White space in the place of tags: no sentence ends inside one. */
function hideTags(text: string): string {
  return text.replaceAll(/<\/?[a-z][^<>]*>/gi, (tag) => ' '.repeat(tag.length))
}

/** What has nothing to say goes to the sentence behind it; what is last and has nothing to say stays. */
function joinSilent(sentences: string[]): { spoken: string[]; rest: string } {
  const spoken: string[] = []
  let rest = ''
  for (const sentence of sentences) {
    rest += sentence
    if (!isSpeakable(hideTags(sentence))) continue
    spoken.push(rest.trimStart())
    rest = ''
  }
  return { spoken, rest }
}

/** A word that begins no sentence by itself: an abbreviation before it goes on, and anything else was a sentence. */
const anyName = 'Xavier'

/** Where the sentences end that are surely over. */
function endOfSentences(text: string, language: string): number {
  const plain = hideTags(text)
  const mayBeOver = /[^\s"'”’»]\s+$/.test(plain) // behind a quotation it may say who spoke
  const sentences = splitSentences(mayBeOver ? plain + anyName : plain, language)
  return Math.min(sentences.at(-1)?.start ?? 0, text.length)
}

/** Behind the last mark at which a speaker may breathe, or the last word. */
function placeToBreathe(text: string): number {
  const ends = (pattern: RegExp) => Array.from(text.matchAll(pattern), (match) => match.index + match[0].length)
  const place = ends(/[,;:—–)]["'”’]*\s+|[，、；：]/gu).at(-1) ?? ends(/\s+/g).at(-1) ?? 0
  return place === 0 && text.length >= longestStretch ? text.length : place
}

/** Of a tag the end may still be on its way: one is never cut. */
function beforeOpenTag(text: string): number {
  const opening = text.lastIndexOf('<')
  const isOpen = opening !== -1 && !text.includes('>', opening) && text.length - opening < longestStretch
  return isOpen ? opening : text.length
}
