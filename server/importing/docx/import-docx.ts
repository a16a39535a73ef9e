import { StudioError } from '#server/base/errors.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { openZipArchive, type ZipArchive } from '../document/zip-archive.ts'
import { toDocumentChapters } from '../html/document-chapters.ts'
import { guessHeadings } from '../markup/guess-headings.ts'
import { newReading, toPageBlocks } from '../markup/page-blocks.ts'
import { resolveHref } from '../markup/resolve-href.ts'
import { withoutNotes } from '../markup/without-notes.ts'
import { childElements, findElement, parseXml, textOf, type XmlElement } from '../markup/xml.ts'
import { readNumbering } from './numbering.ts'
import { readStyles } from './styles.ts'
import { toTree } from './to-tree.ts'
import { attribute, child } from './word-xml.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importDocx(file: DocumentFile): Promise<ImportedDocument> {
  const { fileName, choices } = file
  await using archive = await openZipArchive(file)
  const path = await findMainPart(archive)
  const part = async (name: string) => readPart(archive, await findPart(archive, path, name))
  const main = await readPart(archive, path)
  const body = main && findElement(main, 'body')
  if (!body) throw new StudioError('document_broken', `"${fileName}" has no text part: it is no Word document.`)
  const styles = readStyles(await part('styles'))
  const [numbering, footnotes, endnotes] = [
    readNumbering(await part('numbering')),
    await part('footnotes'),
    await part('endnotes'),
  ]
  const reading = newReading(choices)
  const tree = toTree(body, { styles, numbering, footnotes, endnotes }, reading)
  guessHeadings(tree.paragraphs)
  const pages = withoutNotes([{ path: '', blocks: toPageBlocks(tree.body, '', reading) }], reading)
  const metadata = toMetadata(await readPart(archive, 'docProps/core.xml'))
  const title = metadata.title ?? tree.title
  const blocks = pages.flatMap((page) => page.blocks)
  const chapters = toDocumentChapters(blocks, title ?? nameFromFile(fileName), reading)
  if (chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  const language = metadata.language ?? styles.language
  return { ...metadata, title, language, chapters, leftOut: sumLeftOut(reading.leftOut), warnings: [] }
}

/** Where the package says that the document is, else where it is in every file of Word. */
async function findMainPart(archive: ZipArchive): Promise<string> {
  const relations = await readPart(archive, '_rels/.rels')
  const main = relationsIn(relations).find(({ type }) => /\/officeDocument$/i.test(type))
  const path = main ? resolveHref('', main.target.replace(/^\//, '')).path : ''
  return archive.has(path) ? path : 'word/document.xml'
}

/** A part beside the document: by the relation of that kind, else by its usual name. */
async function findPart(archive: ZipArchive, main: string, kind: string): Promise<string> {
  const [folder, name] = [main.slice(0, main.lastIndexOf('/') + 1), main.slice(main.lastIndexOf('/') + 1)]
  const relations = await readPart(archive, `${folder}_rels/${name}.rels`)
  const target = relationsIn(relations).find(({ type }) => type.toLowerCase().endsWith(`/${kind}`))?.target
  if (target === undefined) return `${folder}${kind}.xml`
  return target.startsWith('/') ? target.slice(1) : resolveHref(main, target).path
}

function relationsIn(root: XmlElement | undefined): { type: string; target: string }[] {
  const relations = child(root, 'relationships')
  return (relations ? childElements(relations) : []).map((one) => ({
    type: attribute(one, 'type') ?? '',
    target: attribute(one, 'target') ?? '',
  }))
}

async function readPart(archive: ZipArchive, path: string): Promise<XmlElement | undefined> {
  return archive.has(path) ? parseXml(await archive.read(path)) : undefined
}

type Metadata = Pick<ImportedDocument, 'title' | 'author' | 'language' | 'description'>

function toMetadata(core: XmlElement | undefined): Metadata {
  const field = (name: string) => {
    const found = core && findElement(core, name)
    return (found && textOf(found).slice(0, 500)) || undefined
  }
  const title = field('title')
  const isFile = title !== undefined && /\.(?:docx?|odt|rtf)$|^(?:untitled|document\d*|dokument\d*)$/i.test(title)
  return {
    title: isFile ? undefined : title?.replace(/^Microsoft Word - /i, ''),
    author: field('creator'),
    language: field('language'),
    description: field('description'),
  }
}

function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}
