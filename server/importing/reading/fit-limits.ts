import { counted } from '#server/base/counted.ts'
import { StudioError } from '#server/base/errors.ts'
import { divideChapter } from '../document/divide-chapter.ts'
import type { ImportedBlock, ImportedDocument, ImportWarning } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { mergeSmallest } from '../document/merge-chapters.ts'

/**
 * Divides paragraphs and chapters that are longer than a project takes or a listener likes, joins the shortest chapters
 * where there are too many, and says so in a warning.
 * @throws StudioError `document_too_large` when there are too many chapters, paragraphs or characters
 */
export function fitLimits(
  document: ImportedDocument,
  { limits, fileName }: Pick<DocumentFile, 'limits' | 'fileName'>,
): ImportedDocument {
  const warnings = [...document.warnings]
  const named = shortenNames(document, limits)
  const characters = countCharacters(document)
  if (characters > limits.characters) {
    const sentence = `"${fileName}" has ${characters} characters; a project takes at most ${limits.characters}.`
    throw new StudioError('document_too_large', sentence)
  }
  const blocks = document.chapters.reduce((sum, chapter) => sum + chapter.blocks.length, 0)
  if (blocks > limits.blocks) {
    const sentence = `"${fileName}" has ${blocks} paragraphs; a project takes at most ${limits.blocks}.`
    throw new StudioError('document_too_large', sentence)
  }
  const merged = mergeSmallest(named.chapters, limits.chapters)
  if (merged.length < document.chapters.length) {
    const count = document.chapters.length - merged.length
    warnings.push({
      code: 'chapters_joined',
      message: `${counted(count, 'short chapter goes', 'short chapters go')} on the one before.`,
      count,
    })
  }
  const chapters = merged.flatMap((chapter) => {
    const blocks = chapter.blocks.flatMap((block) => divideBlock(block, limits.charactersPerBlock))
    if (blocks.length > chapter.blocks.length)
      warnings.push(divided(`Long paragraphs of "${chapter.name}" were divided.`))
    const parts = divideChapter({ ...chapter, blocks }, limits)
    if (parts.length > 1) {
      warnings.push(divided(`"${chapter.name}" was divided into ${parts.length} chapters.`, parts.length))
    }
    return parts
  })
  if (chapters.length > limits.chapters) {
    const sentence = `"${fileName}" has ${chapters.length} chapters; a project takes at most ${limits.chapters}.`
    throw new StudioError('document_too_large', sentence)
  }
  return { ...named, chapters, ...shortenRemarks({ ...document, warnings }, limits) }
}

/** A document may call itself by megabytes. */
function shortenNames(
  document: ImportedDocument,
  { charactersPerName, charactersPerDescription }: DocumentFile['limits'],
): ImportedDocument {
  const { title, author, description, language, publicationDate, isbn, chapters } = document
  const short = (text: string | undefined, most = charactersPerName) => text?.slice(0, most).toWellFormed()
  return {
    ...document,
    title: short(title),
    author: short(author),
    description: short(description, charactersPerDescription),
    language: short(language),
    publicationDate: short(publicationDate),
    isbn: short(isbn),
    chapters: chapters.map(({ name, blocks }) => ({ name: short(name)!, blocks })),
  }
}

/** A document may lack thousands of files, each under a name of 65 KB. */
function shortenRemarks(
  { leftOut, warnings }: Pick<ImportedDocument, 'leftOut' | 'warnings'>,
  { warnings: most, charactersPerSentence }: DocumentFile['limits'],
): Pick<ImportedDocument, 'leftOut' | 'warnings'> {
  const short = (text: string) => text.slice(0, charactersPerSentence).toWellFormed()
  const told = warnings.slice(0, most).map((warning) => ({ ...warning, message: short(warning.message) }))
  const count = warnings.length - told.length
  if (count > 0)
    told.push({
      code: 'more_warnings',
      message: `${counted(count, 'warning more is', 'warnings more are')} not told.`,
      count,
    })
  return { leftOut: leftOut?.map((piece) => ({ ...piece, example: short(piece.example) })), warnings: told }
}

function countCharacters({ chapters }: ImportedDocument): number {
  return chapters.reduce((sum, { blocks }) => sum + blocks.reduce((all, { text }) => all + text.length, 0), 0)
}

function divided(message: string, count = 1): ImportWarning {
  return { code: 'text_divided', message, count }
}

/** Ends each piece at the last sentence that fits, else at the last space, else anywhere but inside a character. */
function divideBlock(block: ImportedBlock, limit: number): ImportedBlock[] {
  const pieces: ImportedBlock[] = []
  let rest = block.text
  while (rest.length > limit) {
    const end = lastBreak(rest, limit)
    pieces.push({ ...block, text: rest.slice(0, end).trimEnd() })
    rest = rest.slice(end).trimStart()
  }
  return [...pieces, { ...block, text: rest }]
}

function lastBreak(text: string, limit: number): number {
  const head = text.slice(0, limit)
  const sentenceEnd = /^.*(?:[.!?…]["'”’)\]]*(?=\s)|[。！？]["'”’」』]*)/su.exec(head)?.[0].length
  const space = head.lastIndexOf(' ')
  const anywhere = /[\ud800-\udbff]$/.test(head) ? limit - 1 : limit
  return sentenceEnd ?? (space > 0 ? space : anywhere)
}
