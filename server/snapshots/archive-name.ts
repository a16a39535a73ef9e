/**
 * What a chapter's file is called in an archive, such as `01 - Down the Rabbit-Hole.mp3`: in the order of the book
 * wherever names are sorted, and allowed on every system. The position makes it the only one of its name.
 * @param position of the chapter, from 1 @param total chapters in the archive @param extension without a dot
 */
export function archiveName(position: number, total: number, chapterName: string, extension: string): string {
  const number = String(position).padStart(Math.max(2, String(total).length), '0')
  const title = toPlainName(chapterName)
  return title === '' ? `${number}.${extension}` : `${number} - ${title}.${extension}`
}

/** More of a name is not looked at, and of its words alone: what is told by 200 bytes is told by this. */
const longestName = 100_000
const longestWords = 2_000

/**
 * A name that every system allows, of at most 200 bytes of UTF-8: without what Windows forbids, separators of folders, and
 * characters that are not seen but change what is. What is far too long is not even read.
 */
export function toFileName(name: string): string {
  const plain = toPlainName(name)
  return isDevice.test(plain) ? `_${plain}` : plain
}

/** Windows opens these instead of a file, whatever ending they have. Source: Microsoft, "Naming Files, Paths, and Namespaces". */
const isDevice = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³])(?:\.|$)/i

/** The same as a part of a name. */
function toPlainName(name: string): string {
  const plain = name
    .slice(0, longestName)
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, longestWords)
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, '')
    .replace(/ ?: /gu, ' - ')
    .replace(/["“”„]/gu, "'")
    .replace(/[\\/|<>:*?]/gu, (character) => (character === '?' || character === '*' ? '' : '-'))
    .replace(/^[. ]+/u, '')
  return shorten(withoutEnd(plain), 200)
}

/** Read from the end, since a pattern would begin anew at each space. */
function withoutEnd(name: string): string {
  let end = name.length
  while (name[end - 1] === '.' || name[end - 1] === ' ') end -= 1
  return name.slice(0, end)
}

/** File systems count bytes, of which a name has at most 255. Never cuts through a character. */
function shorten(name: string, byteLength: number): string {
  if (Buffer.byteLength(name) <= byteLength) return name
  let kept = ''
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name)) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(segment) > byteLength - 3) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
