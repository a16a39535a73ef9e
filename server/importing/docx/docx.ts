import type { DocumentSample, Importer } from '../document/importer.ts'

/** Documents of Word since 2007, and what other programs write in its format. */
export const docxImporter: Importer = {
  format: 'Word',
  extensions: ['docx', 'docm', 'dotx', 'dotm'],
  mediaTypes: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  sniff: sniffDocx,
  read: async (file) => (await import('./import-docx.ts')).importDocx(file),
}

function sniffDocx({ start, end }: DocumentSample): 'sure' | 'no' {
  const isZip = start.toString('latin1', 0, 4) === 'PK\x03\x04'
  return isZip && [start, end].some((bytes) => bytes.includes('word/document')) ? 'sure' : 'no'
}
