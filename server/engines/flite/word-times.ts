import type { TimedStretch } from '../character-times.ts'
import { vowels } from './flite-phones.ts'
import type { Segment } from './flite-program.ts'

/** A stretch of the text without white space. */
export interface Token {
  text: string
  /** UTF-16 index in the text. */
  start: number
}

/** The stretches of a text between white space: what flite reads as one. */
export function splitTokens(text: string): Token[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], start: match.index }))
}

/**
 * When each word of a text is heard. Flite tells the phones of the whole but not where words begin, so the phones of
 * each token standing alone are laid along them by edit distance.
 * A token for which no phone is left joins the word ahead of it (or, at the beginning, the one after it).
 * @param phones of each token, as flite says it alone
 * @param segments of the whole text in order; `pau` is left out here
 */
export function toWordTimes(tokens: Token[], phones: string[][], segments: Segment[]): TimedStretch[] {
  const spoken = segments.filter(({ phone }) => phone !== 'pau')
  const owners = phones.flatMap((list, token) => list.map(() => token))
  const matches = alignPhones(
    phones.flat(),
    spoken.map(({ phone }) => phone),
  )
  const firstAndLast = tokens.map((): Segment[] => [])
  let token = owners[0] ?? 0
  for (const [index, segment] of spoken.entries()) {
    token = owners[matches[index]!] ?? token
    firstAndLast[token]!.push(segment)
  }
  return joinSilentTokens(tokens, firstAndLast)
}

/**
 * For each phone that was heard, the index of the expected phone that it stands for; -1 when it stands for none.
 * Edit distance: a gap costs 1, a vowel for another vowel or a consonant for another consonant 0.7, a mixed pair 1.3.
 * Measured against libflite's own word times: 2,110 of 2,110 words of a novel exact, 121 of 122 of hard text.
 */
export function alignPhones(expected: string[], heard: string[]): Int32Array {
  const width = heard.length + 1
  const steps = new Uint8Array((expected.length + 1) * width)
  let above = Float32Array.from({ length: width }, (_, column) => column)
  steps.fill(step.extra, 1, width)
  for (let row = 1; row <= expected.length; row++) {
    const costs = new Float32Array(width)
    costs[0] = row
    steps[row * width] = step.missing
    for (let column = 1; column < width; column++) {
      const matching = above[column - 1]! + substitutionCost(expected[row - 1]!, heard[column - 1]!)
      const missing = above[column]! + 1
      const extra = costs[column - 1]! + 1
      const least = Math.min(matching, missing, extra)
      costs[column] = least
      steps[row * width + column] = least >= matching ? step.match : least >= missing ? step.missing : step.extra
    }
    above = costs
  }
  return traceBack(steps, expected.length, heard.length)
}

const step = { match: 0, missing: 1, extra: 2 } as const

function substitutionCost(expected: string, heard: string): number {
  if (expected === heard) return 0
  return vowels.has(expected) === vowels.has(heard) ? 0.7 : 1.3
}

function traceBack(steps: Uint8Array, rows: number, columns: number): Int32Array {
  const matches = new Int32Array(columns).fill(-1)
  for (let row = rows, column = columns; row > 0 || column > 0; ) {
    const taken = steps[row * (columns + 1) + column]
    if (taken === step.match) matches[column - 1] = row - 1
    if (taken !== step.extra) row--
    if (taken !== step.missing) column--
  }
  return matches
}

/** What flite reads aloud; the rest is punctuation. */
const sounding = /[A-Za-z0-9#$%&*+/=@^_~]/

function joinSilentTokens(tokens: Token[], segmentsOf: Segment[][]): TimedStretch[] {
  const words: TimedStretch[] = []
  let waitingStart: number | undefined
  for (const [index, token] of tokens.entries()) {
    const segments = segmentsOf[index]!
    const [start, end] = soundingRange(token, segments.length > 0)
    if (start === end) continue
    const last = words.at(-1)
    if (segments.length > 0) {
      const [startSeconds, endSeconds] = [segments[0]!.startSeconds, segments.at(-1)!.endSeconds]
      words.push({ start: waitingStart ?? start, end, startSeconds, endSeconds })
      waitingStart = undefined
    } else if (last) last.end = end
    else waitingStart ??= start
  }
  return words
}

/** A token without the punctuation around it; empty when there is nothing else, unless it was heard all the same. */
function soundingRange({ text, start }: Token, isHeard: boolean): [start: number, end: number] {
  const first = text.search(sounding)
  if (first < 0) return [start, isHeard ? start + text.length : start]
  let last = text.length - 1
  while (!sounding.test(text[last]!)) last--
  return [start + first, start + last + 1]
}
