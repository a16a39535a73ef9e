import type { DocumentSample, Importer } from '../document/importer.ts'

/** EPUB 2 and 3, forgiving what reading systems forgive. */
export const epubImporter: Importer = {
  format: 'EPUB',
  extensions: ['epub'],
  mediaTypes: ['application/epub+zip'],
  sniff: sniffEpub,
  read: async (file) => (await import('./import-epub.ts')).importEpub(file),
}

/** A ZIP that says so in its first file, as it should, or lists EPUB's container at its end. */
function sniffEpub({ start, end }: DocumentSample): 'sure' | 'no' {
  const isZip = start.toString('latin1', 0, 4) === 'PK\x03\x04'
  const saysSo = start.subarray(0, 200).includes('application/epub+zip') || end.includes('META-INF/container.xml')
  return isZip && saysSo ? 'sure' : 'no'
}
