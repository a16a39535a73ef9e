import type { Token } from './tokens.ts'

/**
 * A text of capitals (`THE END OF CHAPTER ONE`) is read as if it were written in small letters: in it capitals tell nothing,
 * neither names nor initialisms.
 */
export function softenShouting(text: string, tokens: Token[]): Token[] {
  const letters = text.match(/\p{L}/gu) ?? []
  const capitals = letters.filter((letter) => /\p{Lu}/u.test(letter))
  if (letters.length <= 12 || capitals.length <= 0.8 * letters.length) return tokens
  return tokens.map((token) =>
    token.kind === 'word' && token.text !== 'I' ? { ...token, text: token.text.toLowerCase() } : token,
  )
}
