import chardet from 'chardet'

/** How much of a text the detection looks at. */
const sampleBytes = 262_144

/**
 * Decodes text of unknown encoding: byte order mark, then UTF-16 by its zero bytes, then UTF-8 when valid, then the
 * most likely old encoding. UTF-16 comes before UTF-8 because English UTF-16 without a mark is valid UTF-8.
 */
export function decodeText(bytes: Buffer): string {
  const encoding = markedEncoding(bytes) ?? zeroByteEncoding(bytes)
  if (encoding) return new TextDecoder(encoding).decode(bytes)
  return decodeStrictly(bytes) ?? new TextDecoder(likelyEncoding(bytes)).decode(bytes)
}

/** The encoding that a byte order mark names. */
export function markedEncoding(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** UTF-16 in a script of few pages has a zero in every second byte; other texts have none. */
function zeroByteEncoding(bytes: Buffer): string | undefined {
  const sample = bytes.subarray(0, 4096)
  const zeros = [0, 0]
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]! += 1
  })
  const [even, odd] = zeros as [number, number]
  if (Math.max(even, odd) < sample.length / 10) return undefined
  return odd > even ? 'utf-16le' : 'utf-16be'
}

function decodeStrictly(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function likelyEncoding(bytes: Buffer): string {
  const firstForeign = bytes.findIndex((byte) => byte > 127)
  const from = Math.max(0, firstForeign - 1000)
  const guess = chardet.detect(bytes.subarray(from, from + sampleBytes)) ?? 'windows-1252'
  const encoding = isDecodable(guess) ? guess : 'windows-1252'
  return isMacintosh(bytes.subarray(from, from + sampleBytes), encoding) ? 'macintosh' : encoding
}

/** "itÕs Òna•veÓ" is "it’s “naïve”" of an old Macintosh, which no detection knows. */
function isMacintosh(sample: Buffer, encoding: string): boolean {
  if (!/^(?:windows-125[0246]|iso-8859-\d+)$/i.test(encoding)) return false
  const oddities = (name: string) => new TextDecoder(name).decode(sample).match(oddInsideWord)?.length ?? 0
  const odd = oddities('windows-1252')
  return odd > 1 && oddities('macintosh') < odd / 4
}

/** A capital with a mark behind a small letter, or a sign or control character between two letters. */
const oddInsideWord = /\p{Ll}(?!\p{ASCII})\p{Lu}|\p{L}(?![\p{ASCII}’‘–—…“”])[\p{P}\p{S}\p{Cc}]\p{Ll}|(?<=[\s(])Ò\p{L}/gu

function isDecodable(encoding: string): boolean {
  try {
    return Boolean(new TextDecoder(encoding))
  } catch {
    return false
  }
}

/** Binary files are full of control characters when read as text. */
export function isReadable(text: string): boolean {
  const sample = text.slice(0, 65_536)
  const controls = sample.match(/(?!\s)[\p{Cc}\ufffd]/gu)?.length ?? 0
  return controls <= sample.length / 100
}
