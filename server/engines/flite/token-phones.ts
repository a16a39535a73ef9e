/** The phones of tokens standing alone, with those words of the lexicon that are among them. */
export type TokenPhones = (tokens: string[], lexicon: string) => string[][]

/**
 * Asks for the phones of each token once, as long as it is remembered.
 * @param capacity how many tokens are remembered; those asked for longest ago go first
 * The lexicon may change: a word of it sounds the same whenever it has an entry.
 */
export function rememberPhones(listPhones: TokenPhones, capacity: number): TokenPhones {
  const known = new Map<string, string[]>()
  return (tokens, lexicon) => {
    const missing = [...new Set(tokens)].filter((token) => !known.has(token))
    const found = listPhones(missing, lexicon)
    for (const [index, token] of missing.entries()) known.set(token, found[index]!)
    const phones = tokens.map((token) => refresh(known, token))
    for (const token of known.keys()) {
      if (known.size <= capacity) break
      known.delete(token)
    }
    return phones
  }
}

/** A Map lists its keys in the order in which they were set: this one becomes the last. */
function refresh(known: Map<string, string[]>, token: string): string[] {
  const phones = known.get(token)!
  known.delete(token)
  known.set(token, phones)
  return phones
}
