import type { Range } from '#server/text/range.ts'

/** A piece of the text that is said or heard as a pause; UTF-16 indices in the text, end exclusive. */
export interface Token extends Range {
  kind: 'word' | 'abbreviation' | 'symbol' | 'mark' | 'given'
  /** As written; of a number one of the words that say it. */
  text: string
  /** The text does not stand there letter by letter: its sounds belong to the whole stretch. */
  isWhole: boolean
}

/** A stretch that is said otherwise than by its letters: a number in words, or given phonemes. */
export interface Stretch extends Range {
  tokens: Pick<Token, 'kind' | 'text'>[]
}

/**
 * What is said in a text, in order. Words keep their apostrophes and hyphens; a quotation mark is none of them.
 * @param stretches in order and apart from each other; their tokens stand for them
 */
export function findTokens(text: string, stretches: Stretch[]): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const { start, end, tokens: own } of stretches) {
    tokens.push(...findWritten(text, at, start))
    tokens.push(...own.map((token) => ({ ...token, start, end, isWhole: true })))
    at = end
  }
  return [...tokens, ...findWritten(text, at, text.length)]
}

function findWritten(text: string, from: number, until: number): Token[] {
  const tokens: Token[] = []
  const visible = text.slice(0, until + longestLookahead)
  tokenPattern.lastIndex = from
  for (let match = tokenPattern.exec(visible); match && match.index < until; match = tokenPattern.exec(visible)) {
    const kind = kinds.find((name) => match!.groups![name] !== undefined)!
    const start = Math.max(from, match.index)
    const end = Math.min(until, match.index + Math.min(match[0].length, longestToken))
    tokenPattern.lastIndex = nextCodePoint(text, end)
    const token: Token = { kind, text: text.slice(start, end), start, end, isWhole: false }
    tokens.push(...(kind === 'word' ? withoutQuotes(token) : [token]))
  }
  return tokens
}

/** A pattern that looks for code points goes back to the first half of a pair when it is set on the second. */
function nextCodePoint(text: string, at: number): number {
  return /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1)) ? at + 1 : at
}

/** What the pattern may look at behind a token; no more, so that many stretches cost no more than their text. */
const longestLookahead = 20
/** No word is longer; what is, is said in pieces, so that it costs no more than its length. */
const longestToken = 100

const kinds = ['abbreviation', 'word', 'symbol', 'mark'] as const

const initials = String.raw`(?:\p{L}\.){2,8}(?:['’]s(?!\p{L}))?|Ph\.D\.|(?!I)\p{Lu}\.(?=\s+\p{Lu})`
const word = String.raw`\p{Lu}{1,2}&\p{Lu}{1,2}(?![\p{L}&])|['’]?[\p{L}\p{M}]+(?:(?:['’]?[-‐‑_]|['’])[\p{L}\p{M}]+)*['’]?`
/** Of an address: `example.com`. */
const dot = String.raw`(?<=[\p{Ll}\d])\.(?=\p{Ll})`
const mark = String.raw`(?<!\s)\s+[-–](?=\s)|--+|[–—―]|\.{2,}|[…;:,.!?"“”„()[\]«»¡¿]`
const tokenPattern = new RegExp(
  `(?<abbreviation>(?<![\\p{L}\\p{M}])(?:Ms(?:\\.(?=[\\s,;:)]|$)|(?=\\s\\p{Lu}\\p{Ll}))|${initials}))|(?<word>${word})|(?<symbol>[%&+@=°¢×§]|${dot})|(?<mark>${mark})`,
  'gu',
)

/** Words that begin with an apostrophe, and endings that an apostrophe belongs to. */
const startsWithApostrophe = /^['’](?:tis|twas|twere|twill|em|cause|bout|til|round|n['’]?)$/i
const endsWithApostrophe = /(?:s|in|o|th|\b(?:ol|an)|['’]n)['’]$/i

/** An apostrophe before or after a word is a quotation mark unless the word is known to have it. */
function withoutQuotes(token: Token): Token[] {
  let { text, start, end } = token
  if (/^['’]/.test(text) && !startsWithApostrophe.test(text)) {
    text = text.slice(1)
    start++
  }
  if (/['’]$/.test(text) && !endsWithApostrophe.test(text)) {
    text = text.slice(0, -1)
    end--
  }
  return [{ ...token, text, start, end }]
}
