import { docxImporter } from './docx.ts'
import { epubImporter } from './epub.ts'
import { fb2Importer } from './fb2.ts'
import { htmlImporter } from './html.ts'
import type { Importer } from './importer.ts'
import { markdownImporter } from './markdown.ts'
import { pdfImporter } from './pdf.ts'
import { plainTextImporter } from './plain-text.ts'
import { rtfImporter } from './rtf.ts'

/** Every format that can be imported. The surer a format is to recognise, the earlier it stands. */
export const importers: readonly Importer[] = [
  epubImporter,
  docxImporter,
  pdfImporter,
  rtfImporter,
  fb2Importer,
  htmlImporter,
  markdownImporter,
  plainTextImporter,
]
