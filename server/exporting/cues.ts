import type { TimedSentence, TimedText } from './timed-text.ts'

/** What is read at once, on one or two lines. */
export interface Cue {
  lines: string[]
  startSeconds: number
  endSeconds: number
  voiceId: string | undefined
}

/** How much a cue shows. */
export interface CueLimits {
  lineCharacters: number
  lines: number
}

/** Characters a second that people read; a cue stays for them where the next one leaves room. */
const readCharactersPerSecond = 17
const shortestSeconds = 5 / 6

/**
 * Cuts sentences into cues: never across two sentences, at commas where that is near, and else between words. One after the
 * other, since a chapter may have tens of thousands.
 */
export function* toCues(sentences: Iterable<TimedSentence>, limits: CueLimits): Generator<Cue> {
  let last: Cue | undefined
  for (const sentence of sentences) {
    for (const cue of cuesOf(sentence, limits)) {
      if (last) yield { ...last, endSeconds: readableEnd(last, cue) }
      last = cue
    }
  }
  if (last) yield { ...last, endSeconds: readableEnd(last, undefined) }
}

function cuesOf({ pieces, voiceId }: TimedSentence, limits: CueLimits): Cue[] {
  const short = pieces.flatMap((piece) => breakLong(piece, limits.lineCharacters))
  return balanceEnd(divide(short, limits), limits).map((parts) => ({
    lines: toEvenLines(parts, limits.lineCharacters),
    startSeconds: parts[0]!.startSeconds,
    endSeconds: parts.at(-1)!.endSeconds,
    voiceId,
  }))
}

function divide(pieces: TimedText[], limits: CueLimits): TimedText[][] {
  const room = limits.lineCharacters * limits.lines
  const cues: TimedText[][] = []
  let cue: TimedText[] = []
  for (const piece of pieces) {
    const isFull = toLines([...cue, piece], limits.lineCharacters).length > limits.lines
    const isGoodPlace = lengthOf(cue) > room / 2 && /[,;:–—)]$/u.test(cue.at(-1)!.text)
    if (cue.length > 0 && (isFull || isGoodPlace)) {
      cues.push(cue)
      cue = []
    }
    cue.push(piece)
  }
  if (cue.length > 0) cues.push(cue)
  return cues
}

/** No word is left over for a cue of its own: the last two share their words evenly, as far as they go into both. */
function balanceEnd(cues: TimedText[][], limits: CueLimits): TimedText[][] {
  const [before, last] = cues.slice(-2)
  if (!before || !last || lengthOf(last) > (limits.lineCharacters * limits.lines) / 4) return cues
  const words = [...before, ...last]
  const fits = (part: TimedText[]) => toLines(part, limits.lineCharacters).length <= limits.lines
  let at = before.length
  while (at > 1 && lengthOf(words.slice(0, at - 1)) >= lengthOf(words.slice(at - 1)) && fits(words.slice(at - 1))) at--
  return [...cues.slice(0, -2), words.slice(0, at), words.slice(at)]
}

function lengthOf(pieces: TimedText[]): number {
  return pieces.reduce((sum, piece) => sum + piece.text.length + 1, -1)
}

function toLines(pieces: TimedText[], most: number): string[] {
  const lines: string[] = []
  for (const { text } of pieces) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + text.length <= most) lines[lines.length - 1] = `${last} ${text}`
    else lines.push(text)
  }
  return lines
}

/** Two lines are about as long as each other: the eye goes less far. */
function toEvenLines(pieces: TimedText[], most: number): string[] {
  const lines = toLines(pieces, most)
  if (lines.length !== 2) return lines
  const longest = Math.ceil(lines.join(' ').length / 2)
  for (let width = longest; width < most; width++) {
    const narrower = toLines(pieces, width)
    if (narrower.length === 2 && narrower[1]!.length <= most) return narrower
  }
  return lines
}

/** An address, or a sentence of a script without spaces, has no place to break a line. */
function breakLong(piece: TimedText, most: number): TimedText[] {
  const { text, startSeconds, endSeconds } = piece
  if (text.length <= most) return [piece]
  const parts: string[] = []
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    const last = parts.at(-1)
    if (last !== undefined && last.length + segment.length <= most) parts[parts.length - 1] = last + segment
    else parts.push(segment)
  }
  let before = 0
  return parts.map((part) => {
    const at = (length: number) => startSeconds + ((endSeconds - startSeconds) * length) / text.length
    const start = at(before)
    before += part.length
    return { text: part, startSeconds: start, endSeconds: at(before) }
  })
}

/** Not before it is read, if the next cue is not there by then. */
function readableEnd({ lines, startSeconds, endSeconds }: Cue, next: Cue | undefined): number {
  const wanted = Math.max(lines.join(' ').length / readCharactersPerSecond, shortestSeconds)
  const longest = Math.max(endSeconds, startSeconds + wanted)
  return next ? Math.min(longest, Math.max(next.startSeconds, startSeconds)) : longest
}
