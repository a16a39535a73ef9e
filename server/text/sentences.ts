import { runAtOnce } from '#server/base/give-way.ts'
import { type Abbreviations, abbreviationsOf } from './abbreviations.ts'
import type { Range } from './range.ts'
import { isSpeakable } from './speakable.ts'

/**
 * The sentences of a text, in order and covering it whole; white space after a sentence belongs to it. When in doubt two
 * sentences stay together: a missed border costs nothing, a wrong one is heard.
 * Source: UAX #29 (sentence boundaries) as `Intl.Segmenter` has it, then our own rules for what it cannot know:
 * abbreviations, initials, ordinals, dialogue, an ellipsis and line breaks.
 * @param language ISO 639-1, or a longer tag; an unknown one is treated as English
 */
export function splitSentences(text: string, language: string): Range[] {
  return runAtOnce(splitSentencesInSteps(text, language))
}

/** The same for who has others to let through: a text of 40,000 characters may have as many marks as letters. */
export function* splitSentencesInSteps(text: string, language: string): Generator<void, Range[]> {
  const abbreviations = abbreviationsOf(language)
  const sentences: Range[] = []
  const firstWord = text.search(/\S/)
  const pieces = yield* cutInSteps(text, language)
  for (const [index, piece] of pieces.entries()) {
    if (index % piecesPerStep === 0) yield
    const last = sentences.at(-1)
    if (last && (last.end <= firstWord || belongsTogether(text, last, piece, abbreviations))) last.end = piece.end
    else sentences.push(piece)
  }
  return sentences
}

const piecesPerStep = 2_000

function* cutInSteps(text: string, language: string): Generator<void, Range[]> {
  const pieces: Range[] = []
  for (const { segment, index } of sentenceSegmenter(language).segment(text)) {
    for (const piece of splitAtEllipses(segment, index)) {
      if (pieces.length % piecesPerStep === 0) yield
      const last = pieces.at(-1)
      if (last) giveOpeners(text, last, piece)
      pieces.push(piece)
    }
  }
  return pieces
}

/** Opening one costs as much as cutting a paragraph with it. */
const segmenters = new Map<string, Intl.Segmenter>()

function sentenceSegmenter(language: string): Intl.Segmenter {
  const segmenter = segmenters.get(language) ?? openSegmenter(language)
  segmenters.set(language, segmenter)
  return segmenter
}

function openSegmenter(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: 'sentence' })
  } catch {
    return new Intl.Segmenter('en', { granularity: 'sentence' })
  }
}

/** UAX #29 does not know the one character `…` as the end of anything. @param offset where the segment begins in the text */
function splitAtEllipses(segment: string, offset: number): Range[] {
  const [start, end] = [offset, offset + segment.length]
  if (!segment.includes('…')) return [{ start, end }]
  const ends = segment.matchAll(/…[\p{Pe}\p{Pf}"'”’]*\s+(?=[\p{Ps}\p{Pi}"'¿¡]*\p{Lu})/gu)
  const borders = [start, ...Array.from(ends, (match) => start + match.index + match[0].length), end]
  return borders.slice(1).map((border, k) => ({ start: borders[k]!, end: border }))
}

/** UAX #29 gives `「` in `。「` to the sentence before; an opening mark with something right behind it opens that. */
function giveOpeners(text: string, last: Range, next: Range): void {
  const tail = text.slice(Math.max(last.start, last.end - 8), last.end)
  const openers = /[^\p{Ps}\p{Pi}]([\p{Ps}\p{Pi}]+)$/u.exec(tail)?.[1] ?? ''
  last.end -= openers.length
  next.start -= openers.length
}

/** How much of the text on either side of a border is looked at, in UTF-16 units. */
const sight = 80

function belongsTogether(text: string, last: Range, next: Range, abbreviations: Abbreviations): boolean {
  const piece = text.slice(next.start, next.end)
  if (isBlank(piece)) return true
  const before = text.slice(Math.max(last.start, last.end - sight), last.end)
  const lineBreaks = /\s*$/.exec(before)![0].match(/\r\n|[\n\r\u0085\u2028]|\u2029/g) ?? []
  if (lineBreaks.length > 1 || lineBreaks[0] === '\u2029') return false
  const end = before.trimEnd()
  const begin = text.slice(next.start, next.start + sight).trimStart()
  if (lineBreaks.length === 1 && !/[.!?…]["'”’)\]]*$/.test(end)) return goesOnInNextLine(end, begin)
  return (
    (lineBreaks.length === 0 && !isSpeakable(piece)) ||
    isCutInsideWord(before, begin) ||
    isItemNumber(last, end) ||
    isAfterAbbreviation(end, begin, abbreviations) ||
    isSaidByNarrator(end, begin, abbreviations) ||
    isAfterEllipsis(end, begin)
  )
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** A line that was wrapped, not ended. */
function goesOnInNextLine(end: string, begin: string): boolean {
  return /^["'“‘(]?\p{Ll}/u.test(begin) || /[,;—–-]$/.test(end)
}

/** `.NET`, `left.[1]`: no white space after a full stop, in scripts that have any. */
function isCutInsideWord(before: string, begin: string): boolean {
  return (
    !/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(begin) &&
    /[.!?…][\p{Pe}\p{Pf}\p{Pi}"']*$/u.test(before)
  )
}

/** `1.`, `(2)`, `IV.`, `a.` alone: the number of what follows. */
function isItemNumber(last: Range, end: string): boolean {
  if (last.end - last.start > sight || end.trimStart() === 'I.') return false
  return /^\s*[("“]?(?:\d{1,4}(?:\.\d{1,3})*|[IVXLC]{1,6}|\p{L})[.)]+$/u.test(end)
}

function isAfterAbbreviation(end: string, begin: string, abbreviations: Abbreviations): boolean {
  if (isOrdinal(end, begin, abbreviations)) return true
  if (/(?:^|\s)v\.$/.test(end)) return true
  if (/[ap]\.\s?m\.$/i.test(end) && /^["“‘(]?\p{Lu}/u.test(begin)) return afterTime.test(begin)
  const words = wordsBeforeStop(end)
  const is = (list: Set<string>) => words.some((word) => list.has(word.toLowerCase()))
  if (is(abbreviations.joining)) return true
  if (/^\d/.test(begin)) return is(abbreviations.joiningDigits) || is(abbreviations.joiningNumerals)
  if (is(abbreviations.joiningNumerals) && /^(?:[IVXLC]+|\p{Lu})(?![\p{L}’'])/u.test(begin)) return true
  if (
    /\b(?:vitamin|plan|type|grade|letter|group|class|section|point|option|exhibit|part|schedule|hepatitis|drive|figure|appendix)\s\p{Lu}\.$/iu.test(
      end,
    )
  )
    return false
  const mayEnd = is(abbreviations.joiningUnlessStarter) || isInitials(words[0] ?? '', begin)
  return mayEnd && /^\P{L}?\p{L}/u.test(begin) && !startsSentence(begin, abbreviations)
}

/** What follows `9 a.m.` in the same sentence although it has a capital: a zone, a day, a month. */
const afterTime =
  /^\(?(?:[A-Z]{2,4}(?![\p{L}.])|Eastern|Pacific|Central|Mountain|Greenwich|Zulu|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|Standard|Daylight)/u

/**
 * How the last word before a full stop may be looked up: with the chain of single letters that it ends (`z. B.`, `U.S.`,
 * `J. R.`), by itself, and without what it is joined to.
 */
function wordsBeforeStop(end: string): string[] {
  const match = /(?:^|[\s\p{P}])((?:\p{L}\.[ \u00a0\u202f]?)*)([\p{L}\d.\-/§]*?(\p{L}+|§))\.$/u.exec(end)
  if (!match) return []
  const [, letters = '', word = '', lastPart = ''] = match
  const chain = (letters + word).replace(/\s/g, '')
  return letters !== '' && word.length === 1 ? [chain] : [chain, word, lastPart]
}

/** `am 5. Mai`, in languages that write ordinals so. */
function isOrdinal(end: string, begin: string, { afterOrdinal }: Abbreviations): boolean {
  if (!/(?:^|\s)(?:\d{1,2}|[IVX]{1,5})\.$/.test(end)) return false
  return afterOrdinal.has(/^\p{L}+/u.exec(begin)?.[0].toLowerCase() ?? ' ')
}

/** Whether the next word begins a sentence. A single letter with a stop is an initial, whatever word it looks like. */
function startsSentence(begin: string, { starters }: Abbreviations): boolean {
  const word = /^["“‘(]?(\p{L}+)/u.exec(begin)?.[1]?.toLowerCase() ?? ''
  return starters.has(word) && !/^\p{Lu}\./u.test(begin)
}

/** `J.`, `J.R.R.`, `U.S.`, `z.` before `B.`; but `So do I.` ends. */
function isInitials(chain: string, begin: string): boolean {
  if (!/^(?:\p{L}\.)*\p{L}$/u.test(chain)) return false
  return /^\p{L}\./u.test(begin) || (chain !== 'I' && /\p{Lu}$/u.test(chain))
}

/** What follows a quotation tells who said it. */
function isSaidByNarrator(end: string, begin: string, { telling }: Abbreviations): boolean {
  if (/[!?！？…]["'”’»)\]]*$/.test(end) && /^["'”’»)\]]*\s*(?:[—–-]\s*)?\p{Ll}/u.test(begin)) return true
  if (/[。！？…][」』]$/.test(end)) return /^(?:と|って|などと)/.test(begin)
  if (/[。！？…]”$/.test(end)) return /^\p{Script=Han}{1,6}[说說道问問喊叫]/u.test(begin)
  if (!/[.!?…]["'”’]$/.test(end)) return false
  const narrator = /^(?:I|The \p{Ll}+|(?:\p{Lu}[\p{L}.]*\s){0,2}\p{Lu}[\p{L}.]*)\s(\p{Ll}+)/u.exec(begin)
  return narrator !== null && telling.has(narrator[1]!) && !/^(?:He|She|It|They|We|You)\s/.test(begin)
}

/** After an ellipsis a sentence goes on in lower case, or a stammer repeats itself: `I… I don't know`. */
function isAfterEllipsis(end: string, begin: string): boolean {
  if (!end.includes('…') && !/\.\s?\./.test(end)) return false
  const trailing = /(\p{L}*)(?:(?:\.\s?){3,}|…)["”’')\]]*$/u.exec(end)
  if (!trailing) return false
  const word = trailing[1]!.toLowerCase()
  return /^["“‘(]?\p{Ll}/u.test(begin) || (word.length > 0 && word.length <= 4 && begin.toLowerCase().startsWith(word))
}
