import type { TaggedToken } from './tag-tokens.ts'
import type { Tag } from './tagging/tags.ts'

/** The neighbours of a word in its sentence. */
export class Place {
  readonly tokens: TaggedToken[]
  readonly index: number

  constructor(tokens: TaggedToken[], index: number) {
    this.tokens = tokens
    this.index = index
  }

  /** The token so many places on (or back), within the sentence. */
  at(offset: number): TaggedToken | undefined {
    const step = Math.sign(offset)
    for (let place = this.index + step; ; place += step) {
      const token = this.tokens[place]
      if (!token || isSentenceEnd(token)) return undefined
      if (place === this.index + offset) return token
    }
  }

  /** In small letters; empty outside the sentence. */
  word(offset: number): string {
    return this.at(offset)?.text.toLowerCase().replace('’', "'") ?? ''
  }

  tag(offset: number): Tag | undefined {
    return this.at(offset)?.tag
  }

  /** Whether one of some words stands within so many places. */
  isNear(words: Set<string>, reach = 6): boolean {
    for (const step of [-1, 1]) {
      for (let offset = step; Math.abs(offset) <= reach; offset += step) {
        const word = this.word(offset)
        if (word === '') break
        if (words.has(word) || (word.endsWith('s') && (words.has(word.slice(0, -1)) || words.has(word.slice(0, -2)))))
          return true
      }
    }
    return false
  }

  /** The words of the sentence, with their tags, but for the word itself. */
  *others(reach = 25): Iterable<{ word: string; tag: Tag }> {
    for (const step of [-1, 1]) {
      for (let offset = step; Math.abs(offset) <= reach; offset += step) {
        const token = this.at(offset)
        if (!token) break
        yield { word: token.text.toLowerCase(), tag: token.tag }
      }
    }
  }

  /** The last word before that is no adverb. */
  before(from = -1): { word: string; offset: number } {
    let offset = from
    while (offset > from - 3 && isAdverb(this.word(offset))) offset--
    return { word: this.word(offset), offset }
  }

  isFirst(): boolean {
    const before = this.tokens[this.index - 1]
    return !before || isSentenceEnd(before) || /^["“‘(:—]$/.test(before.text.trim())
  }
}

function isSentenceEnd({ kind, text }: TaggedToken): boolean {
  return kind === 'mark' && /^[.!?…;]/.test(text.trim())
}

function isAdverb(word: string): boolean {
  return adverbs.has(word) || (word.endsWith('ly') && word.length > 4)
}

const adverbs = new Set(
  'not never always also just even still then once already ever often soon now all only both really simply'.split(' '),
)
