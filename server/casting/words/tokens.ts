/** A word or a sign of a text. */
export interface Token {
  /** As written, without a possessive ending; a title without its full stop. */
  text: string
  lower: string
  /** UTF-16 indices in the text. */
  start: number
  end: number
  isWord: boolean
  isCapital: boolean
  /** Alice’s */
  isPossessive: boolean
  /** Behind a full stop or at the beginning of the stretch: then a capital means nothing. */
  startsSentence: boolean
}

const pattern =
  /(?:Mr|Mrs|Ms|Messrs|Dr|St|Prof|Capt|Col|Gen|Lt|Sgt|Rev|Hon|Mme|Mlle|Jr|Sr)\.|[A-HJ-Z]\.(?=\s?[A-Z])|[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu
const possessive = /[’']s$/i
const endsSentence = /^[.!?…]$/

/** The words and signs of a stretch of a text. @param most the first ones, where no more are needed */
export function toTokens(text: string, start = 0, end = text.length, most = Number.POSITIVE_INFINITY): Token[] {
  const tokens: Token[] = []
  let startsSentence = true
  for (const { 0: written, index } of text.slice(start, end).matchAll(pattern)) {
    const isWord = /[\p{L}\p{N}]/u.test(written[0]!)
    const isPossessive = isWord && possessive.test(written)
    const bare = isPossessive ? written.slice(0, -2) : isWord && written.endsWith('.') ? written.slice(0, -1) : written
    const isCapital = isWord && /^\p{Lu}/u.test(bare)
    const place = { start: start + index, end: start + index + written.length }
    tokens.push({ text: bare, lower: bare.toLowerCase(), ...place, isWord, isCapital, isPossessive, startsSentence })
    if (tokens.length >= most) break
    if (isWord) startsSentence = false
    else if (endsSentence.test(written)) startsSentence = true
  }
  return tokens
}
