import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { decodeText } from '../document/decode-text.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { toDocumentChapters } from '../html/document-chapters.ts'
import { newReading, type PageBlock, toPageBlocks } from '../markup/page-blocks.ts'
import { withoutNotes } from '../markup/without-notes.ts'
import { frontMatterOf } from './front-matter.ts'
import { toTree } from './to-tree.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importMarkdown({ path, fileName, choices }: DocumentFile): Promise<ImportedDocument> {
  const { parseMarkdown } = await import('./parse-markdown.ts') // takes long: only for Markdown
  const root = parseMarkdown(decodeText(await readFile(path)))
  const metadata = frontMatterOf(root)
  const reading = newReading(choices)
  const pages = withoutNotes([{ path: '', blocks: toPageBlocks(toTree(root), '', reading) }], reading)
  const blocks = pages.flatMap((page) => page.blocks)
  const title = metadata.title ?? onlyTitle(blocks)
  const chapters = toDocumentChapters(blocks, title ?? nameFromFile(fileName), reading)
  if (chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  return { ...metadata, title, chapters, leftOut: sumLeftOut(reading.leftOut), warnings: [] }
}

function onlyTitle(blocks: PageBlock[]): string | undefined {
  const titles = blocks.filter(({ subType }) => subType === 'h1')
  return titles.length === 1 ? titles[0]!.text : undefined
}

function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}
