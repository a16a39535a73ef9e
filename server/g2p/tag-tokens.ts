import type { Tagger } from './tagging/tagger.ts'
import type { Tag } from './tagging/tags.ts'
import type { Token } from './tagging/tokens.ts'
import { hyphen } from './words/hyphenated.ts'

/** A token with the part of speech of the whole and of each of its parts. */
export interface TaggedToken extends Token {
  tag: Tag
  /** What it sounds like here, where its neighbours decide. */
  reading?: string
  tagOf(part: string): Tag | undefined
}

/** Tags tokens in their order. Words that treebanks cut are cut for the tagger: `do n't`, `she 'll`, `well - known`. */
export function tagTokens(tagger: Tagger, tokens: Token[]): TaggedToken[] {
  const parts = tokens.map((token) => (token.kind === 'word' ? listParts(token.text) : [token.text.trim()]))
  const tags = tagger(parts.flat())
  let at = 0
  return tokens.map((token, index) => {
    const own = parts[index]!
    const ownTags = tags.slice(at, (at += own.length))
    const longest = own.reduce((best, part, place) => (part.length > own[best]!.length ? place : best), 0)
    return { ...token, tag: ownTags[longest] ?? '.', tagOf: (part) => ownTags[own.indexOf(part)] }
  })
}

function listParts(word: string): string[] {
  return word.split(new RegExp(`(${hyphen.source})`)).flatMap(cutContraction)
}

const contraction = /^(.+?)(n['’]t|['’](?:s|d|m|ll|re|ve))$/i

function cutContraction(part: string): string[] {
  if (/^cannot$/i.test(part)) return [part.slice(0, 3), part.slice(3)]
  const [, stem, ending] = contraction.exec(part) ?? []
  if (stem === undefined) return part ? [part] : []
  return [...cutContraction(stem), ending!.replace('’', "'")]
}
