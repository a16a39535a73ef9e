import { decodeText } from '../document/decode-text.ts'
import type { DocumentSample, Importer } from '../document/importer.ts'

/** CommonMark with tables, notes and front matter as GitHub and book makers write them. */
export const markdownImporter: Importer = {
  format: 'Markdown',
  extensions: ['md', 'markdown', 'mdown', 'mkd'],
  mediaTypes: ['text/markdown', 'text/x-markdown'],
  sniff: sniffMarkdown,
  read: async (file) => (await import('./import-markdown.ts')).importMarkdown(file),
}

/** Two headings with number signs, or one and a fence or a link. */
function sniffMarkdown({ start }: DocumentSample): 'maybe' | 'no' {
  const text = decodeText(start)
  const headings = text.match(/^#{1,6} \S/gm)?.length ?? 0
  const others = text.match(/^(?:```|~~~)|\[[^\]\n]{1,200}\]\([^)\n]{1,500}\)/gm)?.length ?? 0
  return headings > 1 || (headings === 1 && others > 0) ? 'maybe' : 'no'
}
