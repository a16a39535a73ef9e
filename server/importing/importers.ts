import { epubImporter } from './epub.ts'
import { htmlImporter } from './html.ts'
import type { Importer } from './importer.ts'
import { plainTextImporter } from './plain-text.ts'

/** Every format that can be imported. The surer a format is to recognise, the earlier it stands. */
export const importers: readonly Importer[] = [epubImporter, htmlImporter, plainTextImporter]
