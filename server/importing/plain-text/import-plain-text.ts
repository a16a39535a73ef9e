import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { decodeText, isReadable } from '../document/decode-text.ts'
import { withoutGutenbergFrame } from '../document/gutenberg.ts'
import { countWords, fileStem, type ImportedDocument, type LeftOut, sumLeftOut } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { withoutTextNotes } from './notes.ts'
import { withoutPageLines } from './page-lines.ts'
import { toParagraphs } from './paragraphs.ts'
import { toChapters } from './text-chapters.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importPlainText({ path, fileName, choices }: DocumentFile): Promise<ImportedDocument> {
  const decoded = decodeText(await readFile(path))
  if (!isReadable(decoded)) throw unreadable(fileName)
  const pages = withoutPageLines(decoded.replace(/\r\n?/g, '\n'))
  const unwrapped = withoutGutenbergFrame(withPlainLineEnds(pages), choices.images)
  const { text, frame, pictures, title, author, language } = unwrapped
  const { paragraphs, notes, leftOut: gone } = withoutTextNotes(toParagraphs(text), choices)
  const { chapters, leftOut } = toChapters(paragraphs, title ?? nameFromFile(fileName), choices.matter)
  if (notes.length > 0) chapters.push({ name: notes[0]!.text, blocks: notes })
  if (chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text.`)
  const licence: LeftOut[] = frame
    ? [{ what: 'licence', count: 1, words: countWords(frame), example: frame.slice(0, 80) }]
    : []
  const images: LeftOut[] = pictures.map((shown) => {
    return { what: 'images', count: 1, words: countWords(shown), example: shown.slice(0, 80) }
  })
  return {
    title,
    author,
    language,
    chapters,
    leftOut: sumLeftOut([...licence, ...leftOut, ...gone, ...images]),
    warnings: [],
  }
}

function unreadable(fileName: string): StudioError {
  const encodings = 'UTF-8, UTF-16, or an old encoding of one region'
  return new StudioError(
    'invalid_file_type',
    `"${fileName}" is no text in an encoding that can be read here: ${encodings}.`,
  )
}

/** What browsers call a file without a name is no name for a chapter. */
function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}

/** Line ends become `\n`; page breaks and paragraph separators become blank lines; other control characters go. */
function withPlainLineEnds(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u0085/g, '\n')
    .replace(/[\f\u2029]/g, '\n\n')
    .replace(/[\p{Cc}\ufeff\u200b]/gu, (character) => (/[\n\t]/.test(character) ? character : ''))
}
