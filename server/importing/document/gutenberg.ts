/** A text without the header, licence and typing conventions of Project Gutenberg, and what its header says. */
export type Unwrapped = {
  text: string
  /** What is said of pictures that are left out. */
  pictures: string[]
  /** Header and licence. */
  frame?: string
  title?: string
  author?: string
  language?: string
}

const start = /\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*|\*END\*?\s*THE SMALL PRINT[^\n]*/i
const end = /\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG|^End of (?:the )?Project Gutenberg/im
const languages: Record<string, string> = {
  English: 'en',
  French: 'fr',
  German: 'de',
  Spanish: 'es',
  Italian: 'it',
  Portuguese: 'pt',
  Dutch: 'nl',
}

/** What the blocks of a page or book are without the frame, and what its header says. */
export type UnwrappedBlocks<Block> = {
  before: Block[]
  body: Block[]
  after: Block[]
  title?: string
  author?: string
}

/** The same for the blocks of a document, whose white space is collapsed; `undefined` for other documents. */
export function withoutGutenbergBlocks<Block extends { text: string }>(
  blocks: Block[],
): UnwrappedBlocks<Block> | undefined {
  const first = blocks.findIndex(({ text }) => start.test(text))
  const last = blocks.findIndex(({ text }, index) => index > first && end.test(text))
  if (first === -1 && (last === -1 || last < blocks.length / 2)) return undefined
  const before = blocks.slice(0, first + 1)
  const header = before.map(({ text }) => text).join('\n')
  return {
    before,
    body: blocks
      .slice(first + 1, last === -1 ? blocks.length : last)
      .filter(({ text }) => !/^Produced by /i.test(text)),
    after: last === -1 ? [] : blocks.slice(last),
    title: collapsedField(header, 'Title'),
    author: collapsedField(header, 'Author'),
  }
}

/** The fields of a header may stand in one line. */
function collapsedField(header: string, name: string): string | undefined {
  const next =
    '(?=\\s+(?:Author|Release Date|Posting Date|Language|Editor|Translator|Illustrator|Character set|Credits|\\*\\*\\*)|\\n|$)'
  return new RegExp(`(?:^|\\s)${name}:\\s*(\\S.{0,300}?)${next}`, 'i').exec(header)?.[1]?.trim()
}

/** Other texts only lose their typing marks. */
export function withoutGutenbergFrame(text: string, images: 'skip' | 'alt' = 'skip'): Unwrapped {
  const opening = start.exec(text)
  if (!opening) return withoutTypingMarks(text, images)
  const header = text.slice(0, opening.index)
  const after = text.slice(opening.index + opening[0].length)
  const length = end.exec(after)?.index ?? after.length
  const body = after.slice(0, length).replace(/^\s*Produced by [^\n]+(?:\n[^\n]+)*\n/i, '')
  return {
    ...withoutTypingMarks(body.replace(boldMarks, '$1'), images),
    frame: `${header.trim()}\n${after.slice(length)}`,
    title: field(header, 'Title'),
    author: field(header, 'Author'),
    language: languages[field(header, 'Language') ?? ''],
  }
}

function field(header: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(\\S.*)$`, 'im').exec(header)?.[1]?.trim()
}

/** `=bold=` */
const boldMarks = /(?<![\p{L}\p{N}=])=(?=\S)([^=\n]{1,300}?)=(?![\p{L}\p{N}=])/gu

/** `_emphasis_` loses its marks; `[Illustration: …]` goes, or is what it shows. */
function withoutTypingMarks(text: string, images: 'skip' | 'alt'): { text: string; pictures: string[] } {
  const pictures: string[] = []
  const plain = text
    .replace(/(?<![\p{L}\p{N}_])_(?=["“‘'(]?[\p{L}\p{N}])([^_]{1,2000}?)_(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/\[Illustration(?::\s*([^\]]{0,2000}))?\]/g, (_, shown: string | undefined) => {
      if (shown && images === 'alt') return shown
      if (shown) pictures.push(shown)
      return ''
    })
  return { text: plain, pictures }
}
