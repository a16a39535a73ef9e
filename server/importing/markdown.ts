import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { decodeText } from './decode-text.ts'
import { toDocumentChapters } from './html/document-chapters.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from './imported-document.ts'
import type { DocumentFile, DocumentSample, Importer } from './importer.ts'
import { frontMatterOf } from './markdown/front-matter.ts'
import { toTree } from './markdown/to-tree.ts'
import { newReading, type PageBlock, toPageBlocks } from './markup/page-blocks.ts'
import { withoutNotes } from './markup/without-notes.ts'

/** CommonMark with tables, notes and front matter as GitHub and book makers write them. */
export const markdownImporter: Importer = {
  format: 'Markdown',
  extensions: ['md', 'markdown', 'mdown', 'mkd'],
  mediaTypes: ['text/markdown', 'text/x-markdown'],
  sniff: sniffMarkdown,
  read: readMarkdown,
}

/** Two headings with number signs, or one and a fence or a link. */
function sniffMarkdown({ start }: DocumentSample): 'maybe' | 'no' {
  const text = decodeText(start)
  const headings = text.match(/^#{1,6} \S/gm)?.length ?? 0
  const others = text.match(/^(?:```|~~~)|\[[^\]\n]{1,200}\]\([^)\n]{1,500}\)/gm)?.length ?? 0
  return headings > 1 || (headings === 1 && others > 0) ? 'maybe' : 'no'
}

async function readMarkdown({ path, fileName, choices }: DocumentFile): Promise<ImportedDocument> {
  const { parseMarkdown } = await import('./markdown/parse-markdown.ts') // takes long: only for Markdown
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
