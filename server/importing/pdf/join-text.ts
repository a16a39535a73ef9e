import { isCompound, isEnglish } from '../document/compound-words.ts'

/** Puts the lines of a paragraph together. */
export type JoinText = (lines: readonly string[]) => string

const word = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*(?:-[\p{L}\p{M}]+)*/gu

/**
 * A hyphen at the end of a line goes, unless the book has the word with it elsewhere and not without; where the book has
 * neither, English words that are known by themselves keep it ("self-knowledge").
 * @param lines all lines of the document
 */
export function textJoiner(lines: readonly string[]): JoinText {
  const keepsHyphen = hyphenKeeper(lines)
  return (some) => {
    const pieces = some.slice(0, 1)
    for (const line of some.slice(1)) pieces.push(...joint(pieces, line, keepsHyphen))
    return pieces.join('')
  }
}

type KeepsHyphen = (head: string, tail: string) => boolean

function hyphenKeeper(lines: readonly string[]): KeepsHyphen {
  const words = wordsOf(lines)
  const knowsEnglish = isEnglish(words)
  return (head, tail) => {
    const [left, right] = [head.toLowerCase(), tail.toLowerCase()]
    const last = left.split('-').at(-1)!
    if (words.has(left + right) || words.has(last + right)) return false
    return words.has(`${left}-${right}`) || (knowsEnglish && isCompound(head, tail))
  }
}

/** What comes behind the pieces so far, of which the last loses its hyphen where that only divides a word. */
function joint(pieces: string[], right: string, keepsHyphen: KeepsHyphen): string[] {
  const left = pieces.at(-1)!
  const end = left.slice(-longestWord)
  if (isSuspended(end, right)) return [' ', right]
  const [head] = /[\p{L}\p{M}'’]+(?:-[\p{L}\p{M}'’]+)*(?=[-\u00ad\u2010]$)/u.exec(end) ?? []
  const [tail] = /^[\p{Ll}\p{M}'’]+/u.exec(right.slice(0, longestWord)) ?? []
  if (head && tail) {
    const isKept = !left.endsWith('\u00ad') && keepsHyphen(head, tail)
    pieces[pieces.length - 1] = isKept ? left.replace(/\u2010$/, '-') : left.slice(0, -1)
    return [right]
  }
  if (!isTight(left, right)) return [' ', right]
  pieces[pieces.length - 1] = left.replace(/[\u00ad\u2010]$/, '-')
  return [right]
}

const longestWord = 100

/** "Pre- and post-war". */
function isSuspended(left: string, right: string): boolean {
  return /\p{L}-$/u.test(left.slice(-2)) && /^(?:and|or|to|und|oder|bis|et|ou|y|e|en|of)\s/.test(right)
}

/** All words but those that the ends of lines cut. */
function wordsOf(lines: readonly string[]): Set<string> {
  const words = new Set<string>()
  let wasCut = false
  for (const line of lines) {
    const isCut = /\p{L}[-\u00ad\u2010]$/u.test(line.slice(-2))
    const found = line.toLowerCase().match(word) ?? []
    const whole = found.slice(wasCut ? 1 : 0, isCut ? -1 : undefined)
    for (const one of whole) words.add(one)
    wasCut = isCut
  }
  return words
}

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff5e]/u

/** Dashes, compounds ("Anglo-", "1914-"), addresses of the web, and scripts without spaces go on without one. */
function isTight(left: string, right: string): boolean {
  const [last, first] = [left.at(-1)!, right[0]!]
  if (ideograph.test(last) && ideograph.test(first)) return true
  if (/\S[—]$/.test(left.slice(-2)) || /^—\S/.test(right)) return true
  if (/[\p{L}\p{N}"”’)][-\u2010\u00ad]$/u.test(left.slice(-2)) && /[\p{L}\p{N}]/u.test(first)) return true
  if (/(?<!\S)\/(?:[\w.+~-]+\/)+$/.test(left.slice(-200)) && /^[\w.+~-]/.test(right)) return true
  return /(?:https?:\/\/|www\.)\S*[/.\-_=&?#%]$/.test(left.slice(-300)) && /^[\w/.\-?=&#%~]/.test(right)
}
