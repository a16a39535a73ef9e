/** A text without the header, licence and typing conventions of Project Gutenberg, and what its header says. */
export type Unwrapped = { text: string; title?: string; author?: string; language?: string }

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

/** Leaves other texts as they are. */
export function withoutGutenbergFrame(text: string): Unwrapped {
  const opening = start.exec(text)
  if (!opening) return { text }
  const header = text.slice(0, opening.index)
  const after = text.slice(opening.index + opening[0].length)
  const body = after.slice(0, end.exec(after)?.index).replace(/^\s*Produced by [^\n]+(?:\n[^\n]+)*\n/i, '')
  return {
    text: withoutTypingMarks(body),
    title: field(header, 'Title'),
    author: field(header, 'Author'),
    language: languages[field(header, 'Language') ?? ''],
  }
}

function field(header: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(\\S.*)$`, 'im').exec(header)?.[1]?.trim()
}

/** `_emphasis_` loses its marks, `[Illustration: …]` goes, a row of stars is a scene break. */
function withoutTypingMarks(text: string): string {
  return text
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)([^_]{1,2000}?)_(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/\[Illustration[^\]]{0,2000}\]/g, '')
}
