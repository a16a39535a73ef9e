/** Letters and digits of texts, without what writers and converters put between them. */
export interface Letters {
  letters: string
  /** Where each stands in the text: its first code unit, and the one behind its last. */
  starts: number[]
  ends: number[]
}

/** By which texts are compared: accents, capitals, ligatures, raised digits, signs and spaces do not count. */
export function lettersOf(text: string): string {
  const found: Letters = { letters: '', starts: [], ends: [] }
  addLetters(found, text, 0)
  return found.letters
}

/** @param position of the text in what it is part of */
function addLetters(found: Letters, text: string, position: number): void {
  let added = ''
  for (let index = 0; index < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(index)!)
    const plain = plainOf(character)
    for (let unit = 0; unit < plain.length; unit++) {
      found.starts.push(position + index)
      found.ends.push(position + index + character.length)
    }
    added += plain
    index += character.length
  }
  found.letters += added
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

/** The letters of a page in XHTML, each with its place in the source. @returns undefined when it is not well-formed */
export function readPageText(source: string): PageText | undefined {
  const page: PageText = { source, tags: [], letters: '', starts: [], ends: [] }
  const open: Tag[] = []
  let silent = 0
  for (let position = 0; position < source.length; ) {
    if (source[position] !== '<') {
      const end = indexOrEnd(source, '<', position)
      if (silent === 0 && open.length > 0) addText(page, position, end)
      position = end
      continue
    }
    const skipped = skip(source, position)
    if (skipped !== undefined) {
      if (skipped < 0) return undefined
      position = skipped
      continue
    }
    const tag = readTag(source, position)
    if (!tag) return undefined
    page.tags.push(tag)
    position = tag.end
    if (tag.kind === 'open') {
      open.push(tag)
      if (isSilent(tag, source)) silent++
    } else if (tag.kind === 'close') {
      const opened = open.pop()
      if (opened?.name !== tag.name) return undefined
      if (isSilent(opened, source)) silent--
    }
  }
  return open.length === 0 ? page : undefined
}

/** A note's mark is no word of the sentence. */
function isSilent({ name, start, end }: Tag, source: string): boolean {
  return silentElements.has(name) || (name === 'a' && /noteref/.test(source.slice(start, end)))
}

function addText(page: PageText, start: number, end: number): void {
  const text = page.source.slice(start, end)
  let position = 0
  for (const { index, 0: entity } of text.matchAll(/&(#x?[\da-f]{1,8}|\w{1,32});/gi)) {
    addLetters(page, text.slice(position, index), start + position)
    const character = decodeEntity(entity)
    const before = page.letters.length
    addLetters(page, character, start + index)
    for (let at = before; at < page.letters.length; at++) {
      page.starts[at] = start + index
      page.ends[at] = start + index + entity.length
    }
    position = index + entity.length
  }
  addLetters(page, text.slice(position), start + position)
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
