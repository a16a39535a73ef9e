import type { Tag } from './tags.ts'

/** A sequence as the tagger looks at it. */
export interface Sequence {
  lower: string[]
  shapes: string[]
  /** Of the words before the one that is looked at. */
  tags: Tag[]
}

/** What the tagger knows about the word at `index`: itself, its endings, its neighbours, the two tags before. */
export function listFeatures({ lower, shapes, tags }: Sequence, index: number): string[] {
  const word = lower[index]!
  const tag = tags[index - 1] ?? '<'
  const next = lower[index + 1] ?? '>'
  const isFirst = tag === '<' || tag === '.'
  return [
    `w${word}`,
    `s${word.slice(-3)}`,
    `t${word.slice(-2)}`,
    `u${word.slice(-1)}`,
    `f${word.slice(0, 2)}`,
    `c${shapes[index]}${isFirst ? '1' : '0'}`,
    `p${tag}`,
    `q${tag} ${tags[index - 2] ?? '<'}`,
    `x${tag} ${word}`,
    `a${lower[index - 1] ?? '<'}`,
    `n${next}`,
    `m${next.slice(-3)}`,
    `N${lower[index + 2] ?? '>'}`,
    `b${lower[index - 2] ?? '<'}`,
    `y${tag} ${next}`,
    `z${word} ${next}`,
    `S${shapes[index]}${shapes[index + 1] ?? ''}`,
    '_',
  ]
}

/** How a word is written: all capitals, a capital, digits, punctuation, hyphens, or lower case. */
export function shapeOf(word: string): string {
  if (/^\p{Lu}{2,}$/u.test(word)) return 'A'
  if (/^\p{Lu}/u.test(word)) return 'C'
  if (/\d/.test(word)) return 'D'
  if (/^[^\p{L}\d]+$/u.test(word)) return 'P'
  return word.includes('-') ? 'H' : 'l'
}

/** FNV-1a, 32 bits, over UTF-16 units. The weights are kept by it: of 71,000 features no two share one. */
export function hashFeature(feature: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < feature.length; index++) {
    hash = Math.imul(hash ^ feature.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
