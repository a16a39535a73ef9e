import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { fileStem, type ImportedDocument } from './imported-document.ts'
import type { DocumentFile, Importer } from './importer.ts'
import { decodeText } from './plain-text/decode-text.ts'
import { withoutGutenbergFrame } from './plain-text/gutenberg.ts'
import { toParagraphs } from './plain-text/paragraphs.ts'
import { toChapters } from './plain-text/text-chapters.ts'

/** Text files: any encoding, hard-wrapped or not, with or without chapter headings. */
export const plainTextImporter: Importer = {
  format: 'plain text',
  extensions: ['txt', 'text'],
  mediaTypes: ['text/plain'],
  sniff: ({ start }) => (isReadable(decodeText(start)) ? 'maybe' : 'no'),
  read: readPlainText,
}

async function readPlainText({ path, fileName }: DocumentFile): Promise<ImportedDocument> {
  const decoded = decodeText(await readFile(path))
  if (!isReadable(decoded)) throw new StudioError('invalid_file_type', `"${fileName}" is not a text.`)
  const { text, title, author, language } = withoutGutenbergFrame(withPlainLineEnds(decoded))
  const chapters = toChapters(toParagraphs(text), title ?? nameFromFile(fileName))
  if (chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text.`)
  return { title, author, language, chapters, warnings: [] }
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

/** Binary files are full of control characters when read as text. */
function isReadable(text: string): boolean {
  const sample = text.slice(0, 65_536)
  const controls = sample.match(/(?!\s)[\p{Cc}\ufffd]/gu)?.length ?? 0
  return controls <= sample.length / 100
}
