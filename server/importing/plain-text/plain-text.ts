import { decodeText, isReadable } from '../document/decode-text.ts'
import type { Importer } from '../document/importer.ts'

/** Text files: any encoding, hard-wrapped or not, with or without chapter headings. */
export const plainTextImporter: Importer = {
  format: 'plain text',
  extensions: ['txt', 'text', 'rst', 'adoc', 'asciidoc'],
  mediaTypes: ['text/plain'],
  sniff: ({ start }) => (isReadable(decodeText(start)) ? 'maybe' : 'no'),
  read: async (file) => (await import('./import-plain-text.ts')).importPlainText(file),
}
