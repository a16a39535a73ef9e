import type { Importer } from '../document/importer.ts'

/** PDF: text that is placed on pages becomes paragraphs again. */
export const pdfImporter: Importer = {
  format: 'PDF',
  extensions: ['pdf'],
  mediaTypes: ['application/pdf', 'application/x-pdf'],
  sniff: ({ start }) => (start.subarray(0, 1024).includes('%PDF-') ? 'sure' : 'no'),
  read: async (file) => (await import('./import-pdf.ts')).importPdf(file),
}
