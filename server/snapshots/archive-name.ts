/**
 * What a chapter's file is called in an archive, such as `01 - Down the Rabbit-Hole.mp3`: in the order of the book
 * wherever names are sorted, and allowed on every system. The position makes it the only one of its name.
 * @param position of the chapter, from 1 @param total chapters in the archive @param extension without a dot
 */
export function archiveName(position: number, total: number, chapterName: string, extension: string): string {
  const number = String(position).padStart(Math.max(2, String(total).length), '0')
  const title = shorten(toFileName(chapterName), 200)
  return title === '' ? `${number}.${extension}` : `${number} - ${title}.${extension}`
}

/** Without what Windows forbids, separators of folders, and characters that are not seen but change what is. */
function toFileName(name: string): string {
  return name
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s*:\s+/gu, ' - ')
    .replace(/["“”„]/gu, "'")
    .replace(/[\\/|<>:*?]/gu, (character) => (character === '?' || character === '*' ? '' : '-'))
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replace(/^[. ]+|[. ]+$/gu, '')
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
