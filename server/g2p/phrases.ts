import { readFileSync } from 'node:fs'
import type { Accent } from '#server/text/spoken/english/context.ts'
import type { Token } from './tagging/tokens.ts'

/**
 * Opens a table of words that sound otherwise together than each by itself, as `au revoir`: a phrase, and its American and
 * British phonemes word by word. What it finds among tokens has its sounds given.
 * @param file lines of `phrase TAB American TAB British`; `#` begins a remark
 */
export function openPhrases(file: string, accent: Accent): (tokens: Token[]) => Token[] {
  const byFirstWord = readPhrases(file, accent)
  return (tokens) => {
    const marked = [...tokens]
    for (let index = 0; index < tokens.length; index++) {
      const phrase = byFirstWord.get(toKey(tokens[index]!))?.find(({ words }) => isHere(tokens, index, words))
      if (!phrase) continue
      for (const [offset, text] of phrase.phonemes.entries()) {
        marked[index + offset] = { ...tokens[index + offset]!, kind: 'given', text }
      }
      index += phrase.words.length - 1
    }
    return marked
  }
}

interface Phrase {
  words: string[]
  phonemes: string[]
}

function readPhrases(file: string, accent: Accent): Map<string, Phrase[]> {
  const byFirstWord = new Map<string, Phrase[]>()
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    if (line.startsWith('#')) continue
    const [phrase, us, gb] = line.split('\t') as [string, string, string]
    const words = phrase.split(' ')
    const phonemes = (accent === 'us' ? us : gb).split(' ')
    byFirstWord.set(words[0]!, [...(byFirstWord.get(words[0]!) ?? []), { words, phonemes }])
  }
  return byFirstWord
}

function isHere(tokens: Token[], index: number, words: string[]): boolean {
  return words.every((word, offset) => tokens[index + offset] !== undefined && toKey(tokens[index + offset]!) === word)
}

function toKey({ kind, text, isWhole }: Token): string {
  return kind === 'word' && !isWhole ? text.toLowerCase().replaceAll('’', "'") : ''
}
