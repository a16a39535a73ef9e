import type { DocumentSample, Importer } from '../document/importer.ts'

/** FictionBook 2, by itself or in a ZIP as libraries give it. */
export const fb2Importer: Importer = {
  format: 'FictionBook',
  extensions: ['fb2'],
  mediaTypes: ['application/x-fictionbook+xml', 'application/x-fictionbook'],
  sniff: ({ start, end }) => (isFictionBook(start) || isPackedBook({ start, end }) ? 'sure' : 'no'),
  read: async (file) => (await import('./import-fb2.ts')).importFb2(file),
}

function isFictionBook(start: Buffer): boolean {
  return /<(?:\w+:)?FictionBook\b/.test(start.toString('latin1', 0, 4096).replaceAll('\0', ''))
}

/** A ZIP whose first file is one, as its name there says. */
function isPackedBook({ start }: DocumentSample): boolean {
  if (start.toString('latin1', 0, 4) !== 'PK\x03\x04') return false
  const length = start.length > 30 ? start.readUInt16LE(26) : 0
  return /\.fb2$/i.test(start.toString('latin1', 30, 30 + length))
}
