import type { Importer } from '../document/importer.ts'

/** Rich Text Format, as Word, LibreOffice, TextEdit and WordPad write it. */
export const rtfImporter: Importer = {
  format: 'RTF',
  extensions: ['rtf'],
  mediaTypes: ['application/rtf', 'text/rtf'],
  sniff: ({ start }) => (/^(?:\xef\xbb\xbf)?\s*\{\\rtf/.test(start.toString('latin1', 0, 64)) ? 'sure' : 'no'),
  read: async (file) => (await import('./import-rtf.ts')).importRtf(file),
}
