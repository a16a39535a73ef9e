import { openTurn } from '#server/base/give-way.ts'

/** Letters and digits of texts, without what writers and converters put between them. */
export interface Letters {
  letters: string
  /** Where each stands in the text: its first code unit, and the one behind its last. */
  starts: Uint32Array
  ends: Uint32Array
}

/** By which texts are compared: accents, capitals, ligatures, raised digits, signs and spaces do not count. */
export function lettersOf(text: string): string {
  let letters = ''
  for (const character of text) letters += plainOf(character)
  return letters
}

/** As they are found: hardly more than the page has bytes, since one character may stand for many letters. */
interface FoundLetters extends Omit<Letters, 'letters'> {
  count: number
  /** Their UTF-16 units: a string that grows by single letters takes many times its length. */
  units: Uint16Array
}

function openLetters(most: number): FoundLetters {
  return { count: 0, units: new Uint16Array(most), starts: new Uint32Array(most), ends: new Uint32Array(most) }
}

/** @param position of the text in what it is part of @returns false when they are too many */
function addLetters(found: FoundLetters, text: string, position: number): boolean {
  for (let index = 0; index < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(index)!)
    const start = position + index
    index += character.length
    if (!addPlain(found, plainOf(character), start, position + index)) return false
  }
  return true
}

/** Letters that stand at one place together. @returns false when they are too many */
function addPlain(found: FoundLetters, letters: string, start: number, end: number): boolean {
  const { units, starts, ends } = found
  if (found.count + letters.length > starts.length) return false
  for (let unit = 0; unit < letters.length; unit++) {
    units[found.count] = letters.charCodeAt(unit)
    starts[found.count] = start
    ends[found.count] = end
    found.count++
  }
  return true
}

function toLetters({ count, units, starts, ends }: FoundLetters): Letters {
  const letters = Buffer.from(units.buffer, 0, 2 * count).toString('utf16le')
  return { letters, starts: starts.subarray(0, count), ends: ends.subarray(0, count) }
}

function plainOf(character: string): string {
  if (character >= 'a' && character <= 'z') return character
  if (/^[\0-/:-@[-`{-\u007f]$/.test(character)) return ''
  return character
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** A tag of a page as it stands in its source. */
export interface Tag {
  name: string
  start: number
  end: number
  kind: 'open' | 'close' | 'empty'
}

export interface PageText extends Letters {
  source: string
  tags: Tag[]
}

/** What is in them is no text of the page, or none that is read aloud where it stands. */
const silentElements = new Set(['head', 'script', 'style', 'svg', 'math', 'nav', 'rt', 'rp', 'template'])

/** Far more than the longest page of a book has. */
const most = { tags: 500_000, depth: 1_000 }

/** So many code units of a page are read before somebody else may have a turn. */
const pieceLength = 10_000

/** The letters of a page in XHTML, each with its place in the source. @returns undefined when it is not well-formed, or is no page of a book */
export async function readPageText(source: string): Promise<PageText | undefined> {
  const giveWay = openTurn()
  // In UTF-8: what is written in few signs for many letters has more of them, such as a syllable in Korean.
  const found = openLetters(Buffer.byteLength(source) + 1_000)
  const tags: Tag[] = []
  const open: Tag[] = []
  let silent = 0
  for (let position = 0; position < source.length; ) {
    await giveWay()
    if (source[position] !== '<') {
      const end = indexOrEnd(source, '<', position)
      const isHeard = silent === 0 && open.length > 0
      while (position < end) {
        const pieceEnd = endOfPiece(source, position, end)
        if (isHeard && !addText(found, source, position, pieceEnd)) return undefined
        position = pieceEnd
        await giveWay()
      }
      continue
    }
    const skipped = skip(source, position)
    if (skipped !== undefined) {
      if (skipped < 0) return undefined
      position = skipped
      continue
    }
    const tag = readTag(source, position)
    if (!tag || tags.length === most.tags) return undefined
    tags.push(tag)
    position = tag.end
    if (tag.kind === 'open') {
      open.push(tag)
      if (open.length > most.depth) return undefined
      if (isSilent(tag, source)) silent++
    } else if (tag.kind === 'close') {
      const opened = open.pop()
      if (opened?.name !== tag.name) return undefined
      if (isSilent(opened, source)) silent--
    }
  }
  if (open.length > 0) return undefined
  return { source, tags, ...toLetters(found) }
}

/** A long text goes on behind its piece: neither an entity nor a character is divided. */
function endOfPiece(source: string, start: number, end: number): number {
  if (end - start <= pieceLength) return end
  const cut = start + pieceLength
  const behind = source.slice(cut - longestEntity, cut).lastIndexOf('&')
  if (behind >= 0) return cut - longestEntity + behind
  return isLowSurrogate(source.charCodeAt(cut)) ? cut - 1 : cut
}

/** `&` and `;` with 32 characters between them, as they are looked for below. */
const longestEntity = 34

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

/** A note's mark is no word of the sentence. */
function isSilent({ name, start, end }: Tag, source: string): boolean {
  return silentElements.has(name) || (name === 'a' && /noteref/.test(source.slice(start, end)))
}

/** @returns false when its letters are too many */
function addText(found: FoundLetters, source: string, start: number, end: number): boolean {
  const text = source.slice(start, end)
  let position = 0
  for (const { index, 0: entity } of text.matchAll(/&(#x?[\da-f]{1,8}|\w{1,32});/gi)) {
    if (!addLetters(found, text.slice(position, index), start + position)) return false
    position = index + entity.length
    if (!addPlain(found, lettersOf(decodeEntity(entity)), start + index, start + position)) return false
  }
  return addLetters(found, text.slice(position), start + position)
}

/** Those that are signs, such as `&amp;`, have no letters. */
function decodeEntity(entity: string): string {
  const [, hexadecimal, decimal] = /^&#(?:x([\da-f]+)|(\d+));$/i.exec(entity) ?? []
  const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/** Behind a comment and its like; undefined where there is none, negative where it never ends. */
function skip(source: string, start: number): number | undefined {
  const [, end] = skips.find(([begin]) => source.startsWith(begin, start)) ?? []
  if (end === undefined) return undefined
  const found = source.indexOf(end, start)
  return found < 0 ? -1 : found + end.length
}

const skips = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const

function readTag(source: string, start: number): Tag | undefined {
  const name = /^<\/?([A-Za-z_][\w:.-]*)/.exec(source.slice(start, start + 100))?.[1]
  if (!name) return undefined
  let quote = ''
  for (let end = start + 1; end < source.length; end++) {
    const character = source[end]!
    if (quote) quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') {
      const kind = source[start + 1] === '/' ? 'close' : source[end - 1] === '/' ? 'empty' : 'open'
      return { name: name.toLowerCase(), start, end: end + 1, kind }
    }
  }
  return undefined
}

function indexOrEnd(source: string, sign: string, from: number): number {
  const found = source.indexOf(sign, from)
  return found < 0 ? source.length : found
}
