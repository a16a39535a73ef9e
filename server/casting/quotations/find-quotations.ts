import type { Range } from '#server/text/range.ts'
import { findStyle, type QuotationMarks } from './quotation-marks.ts'

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
 * apostrophe is none where people speak between double marks. Quotations inside quotations belong to the outer one.
 */
export function findQuotations(paragraphs: string[]): Quotation[] {
  const marks = findStyle(paragraphs)
  const found: Quotation[] = []
  let isOpen = false
  for (const [paragraph, text] of paragraphs.entries()) {
    const quotations: Quoted[] = marks.isDash ? quotedByDash(text) : quotedIn(text, marks, isOpen)
    for (const one of quotations) found.push({ ...one, paragraph, isSpeech: isSpeech(text, one) })
    if (text.trim() !== '') isOpen = quotations.at(-1)?.isOpen ?? false
  }
  return found
}

type Quoted = Range & { isContinued: boolean; isOpen: boolean }

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
const innerDash = /[\s,.!?…]\s*[—–―]\s*/g

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
    if (speaks) quoted.push({ start, end: dash.index + 1, isContinued: false, isOpen: false })
    else start = behind
    speaks = !speaks
  }
  if (speaks && start < text.length) {
    quoted.push({ start, end: text.trimEnd().length, isContinued: false, isOpen: false })
  }
  return quoted
}

const speechBefore =
  /(?:[,:;.!?…—–-]|\b(?:said|says|say|cried|asked|replied|answered|whispered|shouted|called out))\s*$/iu

/** A few words in the middle of a sentence that neither begin nor end as speech does are a title or a word in marks. */
function isSpeech(text: string, { start, end, isContinued, isOpen }: Quoted): boolean {
  if (isContinued || isOpen) return true
  if (start <= text.search(/\S/) || speechBefore.test(text.slice(Math.max(0, start - 20), start))) return true
  const inner = text.slice(start + 1, end - 1).trim()
  if (/[.,!?…—–;:-]$/.test(inner)) return true
  return inner.split(/\s+/).length > 6
}
