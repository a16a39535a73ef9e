import type { Replacement } from '../offset-map.ts'
import type { Range } from '../range.ts'

/** One kind of writing, and what is said for it. */
export interface Rule<Context> {
  /** Global. It takes time in proportion to the text: no repetition in it is without bounds. */
  pattern: RegExp
  /** What is said for a match; undefined leaves it to the rules behind. */
  say(match: Match, context: Context): string | undefined
}

/** What a rule has found, with the text around it. */
export interface Match extends Range {
  text: string
  groups: Record<string, string | undefined>
  /** What stands before and behind, up to so many characters; what is read already is a row of `readMark`. */
  before: string
  after: string
  /** The whole text as it was given. */
  source: string
}

/** Stands in the text for what is read, or may not be. */
const readMark = '\ufffc'

const sight = 60

/** So many matches take a millisecond or two. */
const betweenRests = 500

/**
 * Reads a text by rules: the first that fits wins, and what it has read is read no more. It yields now and then, for
 * who has others to let through.
 * @param untouchable stretches that no rule sees
 * @returns in order and apart from each other
 */
export function* readByRulesInSteps<Context>(
  source: string,
  rules: Rule<Context>[],
  context: Context,
  untouchable: Range[],
): Generator<void, Replacement[]> {
  const all: Replacement[] = []
  let unread = masked(source, untouchable)
  for (const { pattern, say } of rules) {
    const found: Replacement[] = []
    let from = 0
    for (let matches = 1; ; matches++) {
      pattern.lastIndex = from // another text may have been read by the same pattern meanwhile
      const match = pattern.exec(unread)
      if (!match) break
      const [start, end] = [match.index, match.index + match[0].length]
      from = start === end ? nextCodePoint(unread, end) : end
      const before = unread.slice(Math.max(0, start - sight), start)
      const after = unread.slice(end, end + sight)
      const text = say({ text: match[0], groups: match.groups ?? {}, start, end, before, after, source }, context)
      if (text !== undefined) found.push({ start, end, text })
      if (matches % betweenRests === 0) yield
    }
    if (found.length === 0) continue
    yield
    for (const one of found) all.push(one)
    unread = masked(unread, found)
  }
  return all.sort((a, b) => a.start - b.start)
}

/** `exec` copies nothing, as `matchAll` does with the pattern; after an empty match it has to be pushed on. */
function nextCodePoint(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
}

function masked(text: string, ranges: Range[]): string {
  if (ranges.length === 0) return text
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of ranges) {
    if (start < at) continue
    pieces.push(text.slice(at, start), readMark.repeat(end - start))
    at = end
  }
  return pieces.join('') + text.slice(at)
}
