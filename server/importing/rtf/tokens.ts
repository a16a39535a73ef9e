/** A piece of an RTF file. `bytes` is text in the encoding of the font, one character a byte. */
export type Token =
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'word'; word: string; value: number | undefined }
  | { kind: 'sign'; sign: string }
  | { kind: 'bytes'; bytes: string }

const pattern = /([{}])|\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([^\\{}\r\n]+)|[\r\n]+|\\/gs

/** Divides an RTF file, read as Latin 1. What `\bin` announces is left out. */
export function* tokensOf(source: string): Generator<Token> {
  pattern.lastIndex = 0
  const matcher = new RegExp(pattern)
  for (let match = matcher.exec(source); match; match = matcher.exec(source)) {
    const [, brace, hex, word, value, sign, bytes] = match
    if (brace) yield { kind: brace === '{' ? 'open' : 'close' }
    else if (hex) yield { kind: 'bytes', bytes: String.fromCharCode(Number.parseInt(hex, 16)) }
    else if (word === 'bin') matcher.lastIndex += Math.max(0, Number(value ?? 0))
    else if (word) yield { kind: 'word', word, value: value === undefined ? undefined : Number(value) }
    else if (sign) yield { kind: 'sign', sign }
    else if (bytes) yield { kind: 'bytes', bytes }
  }
}
