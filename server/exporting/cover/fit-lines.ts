/** Where a text has to find room, in pixels. */
export interface Room {
  width: number
  largest: number
  smallest: number
  /** At most so many. */
  lines: number
}

/** The largest letters with which a text has room, and its lines. What does not even fit in the smallest ends in dots. */
export function fitLines(text: string, room: Room): { size: number; lines: string[] } {
  const words = wordsOf(text)
  for (let size = room.largest; ; size = Math.max(room.smallest, Math.floor(size * 0.9))) {
    const lines = toLines(words, room.width / size)
    const fits = lines.length <= room.lines && lines.every((line) => widthOf(line) * size <= room.width)
    if (fits) return { size, lines }
    if (size === room.smallest)
      return {
        size,
        lines: cut(
          lines.flatMap((line) => breakLong(line, room.width / size)),
          room,
        ),
      }
  }
}

/** Letters that the font of the picture has: Latin, Greek, Cyrillic, and signs. */
function wordsOf(text: string): string[] {
  const known = text
    .normalize('NFC')
    .replace(/[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]/gu, '')
  return known
    .replace(/[\p{Extended_Pictographic}\p{Cc}\u3000-\u303f\uff00-\uffef]/gu, (sign) =>
      /\d|[#*©®™]/.test(sign) ? sign : ' ',
    )
    .trim()
    .split(/\s+/u)
    .filter(Boolean)
}

function toLines(words: string[], most: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`) <= most) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function breakLong(line: string, most: number): string[] {
  const parts = ['']
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (widthOf(parts.at(-1)! + segment) > most) parts.push('')
    parts[parts.length - 1] += segment
  }
  return parts
}

function cut(lines: string[], { lines: most }: Room): string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1]!.slice(0, -2)} …`]
}

/** About how wide a text is in bold letters, by the size of the letters; rather too much than too little. */
function widthOf(text: string): number {
  let width = 0
  for (const letter of text)
    width += /[ijlI.,:;'’!|ftr() -]/.test(letter) ? 0.36 : /[\p{Lu}mwMW@%—–]/u.test(letter) ? 0.8 : 0.6
  return width
}
