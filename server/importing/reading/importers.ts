import type { Importer } from '../document/importer.ts'
import { docxImporter } from '../docx/docx.ts'
import { epubImporter } from '../epub/epub.ts'
import { fb2Importer } from '../fb2/fb2.ts'
import { htmlImporter } from '../html/html.ts'
import { markdownImporter } from '../markdown/markdown.ts'
import { pdfImporter } from '../pdf/pdf.ts'
import { plainTextImporter } from '../plain-text/plain-text.ts'
import { rtfImporter } from '../rtf/rtf.ts'

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
