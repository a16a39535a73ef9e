import type { Range } from '#server/text/range.ts'
import { readTagAfter } from '../attribution/speech-tags.ts'
import { isSpeechVerb } from '../words/speech-verbs.ts'
import { type Token, toTokens } from '../words/tokens.ts'
import { findStyle, type QuotationMarks, toUsualMarks } from './quotation-marks.ts'

/** Words between quotation marks, in one paragraph. */
export interface Quotation extends Range {
  /** Index of the paragraph; the range is within it and includes the marks, or begins behind a leading dash. */
  paragraph: number
  /** It goes on from the paragraph before, with the same speaker. */
  isContinued: boolean
  /** It goes on in the next paragraph, or its end was forgotten. */
  isOpen: boolean
  /** False for a title or a word that somebody only mentions: his "friend" did it. */
  isSpeech: boolean
}

/**
 * Finds what is quoted in paragraphs of prose. Which marks the author uses is seen from all of them together, so an
 * apostrophe is none where people speak between double marks. Quotations inside quotations belong to the outer one. Yields
 * between its steps.
 */
export function* findQuotations(paragraphs: string[]): Generator<void, Quotation[]> {
  const texts = toUsualMarks(paragraphs)
  const marks = findStyle(texts)
  const found: Quotation[] = []
  let isOpen = false
  for (const [paragraph, text] of texts.entries()) {
    yield
    const quotations: Quoted[] = marks.isDash
      ? quotedByDash(text)
      : isOpen && goesOnWithoutMarks(texts, paragraph, marks)
        ? [{ ...trimmed(text), isContinued: true, isOpen: true }]
        : quotedIn(text, marks, isOpen)
    for (const one of quotations) found.push({ ...one, paragraph, isSpeech: isSpeech(text, one) })
    if (text.trim() !== '') isOpen = quotations.at(-1)?.isOpen ?? false
  }
  return found
}

type Quoted = Range & { isContinued: boolean; isOpen: boolean }

/** How many lines of a poem, or paragraphs, may stand without marks in the middle of a speech. */
const farthestEnd = 12

/** Nothing opens or closes in this paragraph, nor in the next ones up to one that only closes. */
function goesOnWithoutMarks(texts: string[], paragraph: number, marks: QuotationMarks): boolean {
  if (!hasNoMarks(texts[paragraph]!, marks)) return false
  for (const text of texts.slice(paragraph + 1, paragraph + farthestEnd)) {
    if (marks.endWithoutBeginning(text) !== undefined) return true
    if (!hasNoMarks(text, marks)) return false
  }
  return false
}

function hasNoMarks(text: string, marks: QuotationMarks): boolean {
  if (text.trim() === '' || marks.endWithoutBeginning(text) !== undefined) return false
  for (let at = 0; at < text.length; at++) if (marks.opens(text, at)) return false
  return true
}

function trimmed(text: string): Range {
  return { start: text.search(/\S/), end: text.trimEnd().length }
}

/** @param wasOpen the paragraph before ended inside a quotation */
function quotedIn(text: string, marks: QuotationMarks, wasOpen: boolean): Quoted[] {
  const quoted: Quoted[] = []
  const first = text.search(/\S/)
  const goesOn = wasOpen && first >= 0
  let from = 0
  let isContinued = false
  if (goesOn && marks.opens(text, first)) isContinued = true
  else if (goesOn) {
    // The next paragraph of a speech may begin without a mark; then it has an end and no beginning.
    const end = marks.endWithoutBeginning(text)
    if (end !== undefined) quoted.push({ start: first, end, isContinued: true, isOpen: false })
    from = end ?? 0
  }
  for (let at = from; at < text.length; ) {
    if (!marks.opens(text, at)) at++
    else {
      const end = marks.findEnd(text, at)
      quoted.push({ start: at, end: end ?? text.trimEnd().length, isContinued, isOpen: end === undefined })
      isContinued = false
      at = end ?? text.length
    }
  }
  return quoted.filter(({ start, end }) => end - start > 1)
}

const leadingDash = /^\s*[—–―]\s*(?=\S)/
/** Between spaces or behind a stop; or, in Spanish, glued to the last word of what is told: `—dijo Ana—. No.` */
const innerDash = /(?:[,.!?…]\s*|(?<!\s)\s+)[—–―]\s*|(?<=[\p{L}\p{N}])[—–―](?:[.,;:]|\s)\s*/gu
/** `— Yes, — said Anna. — Today.`: speech and what is told of it in turn, where dashes part them. */
function quotedByDash(text: string): Quoted[] {
  const lead = leadingDash.exec(text)
  if (!lead) return []
  const quoted: Quoted[] = []
  const dashes = [...text.matchAll(innerDash)].filter(({ index }) => index >= lead[0].length)
  let start = lead[0].length
  let speaks = true
  for (const dash of dashes) {
    const behind = dash.index + dash[0].length
    // A dash inside a speech is followed by more of it: what is told begins small and ends with a stop or another dash.
    if (speaks && !/^\p{Ll}/u.test(text.slice(behind))) continue
    if (speaks) quoted.push(...withoutTold(text, start, dash.index + 1))
    else start = behind
    speaks = !speaks
  }
  if (speaks && start < text.length) quoted.push(...withoutTold(text, start, text.length))
  return quoted
}

/** More words than `said the old man of the sea` and its like have: at each stop no more of the text is looked at. */
const mostOfTag = 40

/** `—Out! he cried. At once!`: where no second dash parts what is told, the words of telling do. */
function withoutTold(text: string, start: number, end: number): Quoted[] {
  for (const stop of text.slice(start, end).matchAll(/[,!?…]\s+/g)) {
    const from = start + stop.index + stop[0].length
    if (!tellsWhoSpeaks(toTokens(text, from, end, mostOfTag))) continue
    const behind = /[.!?]\s+(?=\p{Lu})/u.exec(text.slice(from, end))
    const rest = behind ? withoutTold(text, from + behind.index + behind[0].length, end) : []
    return [toQuoted(text, start, from), ...rest]
  }
  return [toQuoted(text, start, end)]
}

const thirdPerson = /^(?!(?:i|we|they|it)$)/
const reported = /^(?:that|he|she|it|i|you|we|they|to|so)$/

/** `said Anna`, `he cried`; not `Well, he said that …`, where somebody tells of what others said. */
function tellsWhoSpeaks(tokens: Token[]): boolean {
  const tag = readTagAfter(tokens, false)
  if (tag?.by !== 'told' || !thirdPerson.test(tag.subject.words[0]!)) return false
  const isVerbFirst = tag.subject.from > 0
  if (!isVerbFirst && !isSpeechVerb(tokens[tag.subject.to]!.lower, tokens[tag.subject.to + 1]?.lower)) return false
  return !reported.test(tokens[tag.subject.to + (isVerbFirst ? 0 : 1)]?.lower ?? '')
}

function toQuoted(text: string, start: number, end: number): Quoted {
  return { start, end: start + text.slice(start, end).trimEnd().length, isContinued: false, isOpen: false }
}

const speechBefore =
  /(?:[,:;.!?…—–、。！？-]|\b(?:said|says|say|cried|asked|replied|answered|whispered|shouted|called out))\s*$/iu

/** A few words in the middle of a sentence that neither begin nor end as speech does are a title or a word in marks. */
function isSpeech(text: string, { start, end, isContinued, isOpen }: Quoted): boolean {
  if (isContinued || isOpen) return true
  if (start <= text.search(/\S/) || speechBefore.test(text.slice(Math.max(0, start - 20), start))) return true
  const inner = text.slice(start + 1, end - 1).trim()
  if (/[.,!?…—–;:、。！？-]$/.test(inner)) return true
  return inner.split(/\s+/).length > 6
}
